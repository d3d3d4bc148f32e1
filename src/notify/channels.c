/*
 * channels.c - the table of channel types, in the order of the form. Constant.
 */
#include "core/str.h"
#include "notify/channel.h"

const struct channel_type *const channel_types[] = {
    &channel_webhook,
};
const size_t channel_type_count = sizeof channel_types / sizeof *channel_types;

const struct channel_type *channel_type_find(const char *name)
{
    for (size_t i = 0; i < channel_type_count; i++)
        if (str_eq(channel_types[i]->name, name))
            return channel_types[i];
    return NULL;
}
