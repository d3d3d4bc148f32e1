# Binnacle's build. `make help` says what there is; docs are in README.md.
#
#   one object folder a kind    $(BUILD)/<kind>/obj     kinds: dev asan tsan cov fuzz release
#   generated code              $(BUILD)/gen            sqlgen (sql/ → C), mkassets (www/dist → C)
#   the C libraries             $(BUILD)/deps           made by tools/deps, cached outside the tree
#
# Sources are found, not listed: src/**/*.c, tests/unit/test_*.c, tests/fuzz/fuzz_*.c, sql/queries/*.sql.

VERSION := 0.1.0
BUILD   ?= build
JOBS    ?= $(shell nproc)
V       ?= 0
UI      ?= yes# no: do not build www/, embed what www/dist holds
Q       := $(if $(filter 0,$(V)),@)
quiet   := $(if $(filter 0,$(V)),-s)
say      = $(if $(filter 0,$(V)),@printf '  %-8s %s\n' '$(1)' '$(2)')

MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDEXPANSION:
.SECONDARY:
.DEFAULT_GOAL := all
SHELL := /bin/bash

# Goals that only prepare and then call make again; everything else needs the generated file lists below.
outer := run check test bench soak fuzz coverage screenshots setup clean distclean fmt help deps deps-musl

.PHONY: all release asan tsan cov unit lint ui $(outer)

# ---------------------------------------------------------------- what is compiled

sources    := $(sort $(shell find src -name '*.c' 2>/dev/null))
unit_tests := $(sort $(wildcard tests/unit/test_*.c))
unit_help  := $(filter-out $(unit_tests),$(sort $(wildcard tests/unit/*.c)))
fuzzers    := $(sort $(wildcard tests/fuzz/fuzz_*.c))
benches    := $(sort $(wildcard tests/bench/bench_*.c))
sql_files  := $(sort $(shell find sql -name '*.sql' 2>/dev/null))
gen        := $(BUILD)/gen

clang_quiet := -Wno-unknown-warning-option
warnings := -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes -Werror \
            -Wno-format-truncation $(if $(findstring clang,$(CC)),$(clang_quiet)) # snprintf is how text is cut here
common   := $(warnings) -g -fno-omit-frame-pointer -fstack-protector-strong -ffile-prefix-map=$(CURDIR)/= -Isrc -I$(gen)
libs     := -lcurl -lrdkafka -lhiredis -lsqlite3 -lcjson -lsodium -lssl -lcrypto -lz -lm -lpthread
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all

ifeq ($(origin CC),default)
CC := gcc
endif

# kind: compiler, compile flags, link flags, toolchain of the libraries
dev_cc     := $(CC)
dev_c      := -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fPIE
dev_l      := -pie -Wl,-z,relro,-z,now
dev_deps   := gcc
asan_cc    := $(CC)
asan_c     := -O1 $(sanitize) -DBINNACLE_FAULTS# the switch of tests/fault/test_allocations.py
asan_l     := $(sanitize)
asan_deps  := gcc
tsan_cc    := $(CC)
tsan_c     := -O1 -fsanitize=thread
tsan_l     := -fsanitize=thread
tsan_deps  := gcc
cov_cc     := $(CC)
cov_c      := -O0 --coverage
cov_l      := --coverage
cov_deps   := gcc
fuzz_cc    := clang
fuzz_c     := -O1 $(clang_quiet) $(sanitize) -fsanitize=fuzzer-no-link
fuzz_l     := $(sanitize) -fsanitize=fuzzer
fuzz_deps  := gcc
# The release is a static position-independent executable: musl-gcc's specs do not know that combination, so the start files are named here.
# stack-size is what musl gives a thread that asks for nothing: 128 KB is little for TLS and SQLite.
release_cc   := $(BUILD)/deps/musl/cc
release_c    := -O2 -fPIE -ffunction-sections -fdata-sections
release_l    := -nostartfiles -static -Wl,-pie,--no-dynamic-linker,-z,text,-z,relro,-z,now,-z,noexecstack,-z,stack-size=1048576,--gc-sections,--build-id=sha1,--no-undefined
release_deps := musl
gcc_file      = $(shell gcc -print-file-name=$(1))
musl_lib     := /usr/lib/$(shell uname -m)-linux-musl
release_head  = $(musl_lib)/rcrt1.o $(musl_lib)/crti.o $(call gcc_file,crtbeginS.o) $(BUILD)/deps/musl/lib/mimalloc.o
release_tail  = $(call gcc_file,crtendS.o) $(musl_lib)/crtn.o

kinds := dev asan tsan cov fuzz release

dev_bin     := $(BUILD)/binnacle
$(foreach k,asan tsan cov fuzz,$(eval $(k)_bin := $(BUILD)/$(k)/binnacle))
release_bin := $(BUILD)/release/binnacle.debug

# ---------------------------------------------------------------- generated code

# sqlgen says which files it wrote; make reads the list before anything is compiled.
ifneq ($(filter-out $(outer),$(or $(MAKECMDGOALS),all)),)
ifneq ($(wildcard tools/sqlgen/*.c),)
include $(gen)/sql/files.mk
endif
endif

sqlgen   := $(BUILD)/tools/sqlgen
mkassets := $(BUILD)/tools/mkassets
tool_c    = $(CC) $(warnings) -O2 -g -isystem $(BUILD)/deps/gcc/include -o $@ $(filter %.c,$^) -L$(BUILD)/deps/gcc/lib

$(sqlgen): $(wildcard tools/sqlgen/*.c tools/sqlgen/*.h) $(BUILD)/deps/gcc/manifest
	$(call say,TOOL,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(tool_c) -lsqlite3 -lm -lpthread

$(mkassets): tools/mkassets.c $(BUILD)/deps/gcc/manifest
	$(call say,TOOL,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(tool_c) -lsodium -lz

# Only files whose content changed are replaced, so one changed query recompiles one domain.
$(gen)/sql/files.mk: $(sqlgen) $(sql_files)
	$(call say,SQLGEN,sql/)
	$(Q)rm -rf $(gen)/sql.new && mkdir -p $(gen)/sql.new $(gen)/sql
	$(Q)$(sqlgen) --schema sql/schema --telemetry sql/telemetry --queries sql/queries --out $(gen)/sql.new
	$(Q)cd $(gen)/sql.new && for f in *; do cmp -s $$f ../sql/$$f || cp $$f ../sql/$$f; done
	$(Q)cd $(gen)/sql && for f in *; do [ -e ../sql.new/$$f ] || [ $$f = files.mk ] || rm -f $$f; done
	$(Q)echo "sql_sources := $$(cd $(gen)/sql && ls *.c 2>/dev/null | sed 's,^,$(gen)/sql/,' | tr '\n' ' ')" >$@
	$(Q)rm -rf $(gen)/sql.new

generated := $(sql_sources) $(gen)/assets.c

# ---------------------------------------------------------------- the UI

www_files := $(sort $(shell find www -type d \( -name node_modules -o -name dist -o -name test-results \) -prune -o -type f -print 2>/dev/null))

ifneq ($(and $(filter yes,$(UI)),$(wildcard www/package-lock.json)),)
ui_modules := $(BUILD)/www/modules
$(BUILD)/www/modules: www/package.json www/package-lock.json
	$(call say,NPM,www/node_modules)
	$(Q)mkdir -p $(@D)
	$(Q)cd www && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	$(Q)touch $@

$(BUILD)/www/dist: $(BUILD)/www/modules $(www_files)
	$(call say,UI,www/dist)
	$(Q)cd www && npm run --silent build
	$(Q)touch $@
else
$(BUILD)/www/dist: $(shell find www/dist -type f 2>/dev/null)
	$(Q)mkdir -p $(@D) && touch $@
endif

ui: $(BUILD)/www/dist

$(gen)/assets.c: $(mkassets) $(BUILD)/www/dist
	$(call say,ASSETS,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(mkassets) www/dist $(gen)/assets.c $(gen)/assets.bin

# ---------------------------------------------------------------- libraries

lib_recipes := tools/deps $(wildcard tools/libs/*)

$(BUILD)/deps/%/checked: $(lib_recipes)
	@command -v gcc >/dev/null || { echo 'gcc is missing: run tools/setup run' >&2; exit 1; }
	$(Q)tools/deps --out $(BUILD)/deps $*

# The manifest changes only when a library did.
$(BUILD)/deps/%/manifest: $(BUILD)/deps/%/checked
	@:


# ---------------------------------------------------------------- compiling and linking, once for each kind

# The table of libraries and the version that `binnacle version` prints.
$(BUILD)/%/version_gen.h: $$(BUILD)/deps/$$($$*_deps)/manifest tools/version Makefile
	$(Q)mkdir -p $(@D)
	$(Q)tools/version $(VERSION) $* $< >$@.new && { cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }

define kind_rules
$(1)_obj  := $$(patsubst %.c,$(BUILD)/$(1)/obj/%.o,$(sources) $$(patsubst $(gen)/%,gen/%,$$(generated)))
$(1)_lib  := $(BUILD)/$(1)/libbinnacle.a
$(1)_unit := $$(patsubst tests/unit/%.c,$(BUILD)/$(1)/unit/%,$(unit_tests))
$(1)_fuzz := $$(patsubst tests/fuzz/%.c,$(BUILD)/$(1)/fuzz/%,$(fuzzers))
$(1)_compile = $$($(1)_cc) $(common) $$($(1)_c) -I$(BUILD)/$(1) -isystem $(BUILD)/deps/$$($(1)_deps)/include -isystem $(BUILD)/deps/$$($(1)_deps)/src -MMD -MP -c -o $$@ $$<
$(1)_link = $$($(1)_cc) $$($(1)_l) -o $$@ $$($(1)_head) $$(filter %.o,$$^) $$(filter %.a,$$^) -L$(BUILD)/deps/$$($(1)_deps)/lib $(libs)

$(BUILD)/$(1)/obj/%.o: %.c $(BUILD)/deps/$$($(1)_deps)/manifest | $(gen)/assets.c $(BUILD)/$(1)/version_gen.h
	$$(call say,$(1),$$<)
	$(Q)mkdir -p $$(@D)
	$(Q)$$($(1)_compile)
$(BUILD)/$(1)/obj/gen/%.o: $(gen)/%.c $(BUILD)/deps/$$($(1)_deps)/manifest
	$$(call say,$(1),$$<)
	$(Q)mkdir -p $$(@D)
	$(Q)$$($(1)_compile)

$$($(1)_bin): $$($(1)_obj)
	$$(call say,LINK,$$@)
	$(Q)$$($(1)_link) $$($(1)_tail)

# Everything but main, for unit tests: only what a test reaches is linked.
$$($(1)_lib): $$(filter-out $(BUILD)/$(1)/obj/src/main.o,$$($(1)_obj))
	$(Q)rm -f $$@ && ar rcsT $$@ $$^
$(BUILD)/$(1)/unit/%: $(BUILD)/$(1)/obj/tests/unit/%.o $$(patsubst %.c,$(BUILD)/$(1)/obj/%.o,$(unit_help)) $$($(1)_lib)
	$$(call say,LINK,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$$($(1)_link) -lcmocka
$(BUILD)/$(1)/fuzz/%: $(BUILD)/$(1)/obj/tests/fuzz/%.o $$($(1)_lib)
	$$(call say,LINK,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$$($(1)_link)
-include $$($(1)_obj:.o=.d) $$(patsubst %.c,$(BUILD)/$(1)/obj/%.d,$(unit_tests) $(unit_help) $(fuzzers))
endef
$(foreach k,$(kinds),$(eval $(call kind_rules,$(k))))

# The assets are one blob that the assembler includes.
$(foreach k,$(kinds),$(BUILD)/$(k)/obj/gen/assets.o): $(gen)/assets.c

# Benches that call the program's own code: the development build without main.
bench_bins := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(benches))
$(BUILD)/bench/%: $(BUILD)/dev/obj/tests/bench/%.o $(dev_lib)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(dev_link)
-include $(patsubst %.c,$(BUILD)/dev/obj/%.d,$(benches))

all: $(dev_bin)
asan: $(asan_bin)
tsan: $(tsan_bin) $(tsan_unit)
cov: $(cov_bin) $(cov_unit)
unit: $(asan_unit)
release: $(BUILD)/release/binnacle $(BUILD)/release/binnacle.spdx.json

# ---------------------------------------------------------------- release

# binnacle.debug keeps the symbols for a debugger. A release names its commit.
$(BUILD)/release/version_gen.h: $(wildcard .git/logs/HEAD)

$(BUILD)/release/binnacle: $(release_bin) tools/checkrelease
	$(call say,STRIP,$@)
	$(Q)strip -s -R .comment -R .note.gnu.property -o $@ $<
	$(Q)tools/checkrelease $@ || { rm -f $@; exit 1; }

$(BUILD)/release/binnacle.spdx.json: $(BUILD)/release/binnacle $(BUILD)/deps/musl/manifest tools/sbom $(wildcard www/package-lock.json)
	$(call say,SBOM,$@)
	$(Q)tools/sbom $(VERSION) $< $(BUILD)/deps/musl/manifest www/package-lock.json >$@

# ---------------------------------------------------------------- what people type

setup:
	$(Q)tools/setup run

run: setup ## install what is missing, build, start, print the address
	$(Q)$(MAKE) $(quiet) all
	$(Q)exec $(dev_bin) serve $(ARGS)

check: ## unit tests and lints on the sanitizer build
	$(Q)tools/setup test
	$(Q)$(MAKE) $(quiet) asan unit $(sqlgen) $(mkassets) $(ui_modules)
	$(Q)UI=$(UI) tools/check $(BUILD)

test: ## check, then every test against real systems; prints the summary last
	$(Q)tools/setup run
	$(Q)tools/setup test
	$(Q)BUILD=$(BUILD) tools/test $(BUILD)

bench: ## the benchmark table, and bench.json in the build folder
	$(Q)tools/setup test
	$(Q)$(MAKE) $(quiet) release all benches
	$(Q)BUILD=$(BUILD) tests/bench/run $(ARGS)

soak: ## the long forms of the fault tests: SOAK_ROUNDS
	$(Q)tools/setup test
	$(Q)$(MAKE) $(quiet) asan release
	$(Q)BUILD=$(BUILD) tests/run soak $(ARGS)

fuzz: ## every fuzzer for FUZZ_SECONDS (60) seconds
	$(Q)tools/setup fuzz
	$(Q)$(MAKE) $(quiet) fuzzers
	$(Q)tools/fuzz $(BUILD) $${FUZZ_SECONDS:-60}

.PHONY: fuzzers benches
fuzzers: $(fuzz_fuzz)
benches: $(bench_bins)

screenshots: ## the pictures of README and docs, taken by the browser tests
	$(Q)tools/setup test
	$(Q)$(MAKE) $(quiet) asan
	$(Q)BUILD=$(BUILD) tests/run e2e
	$(Q)mkdir -p docs/screenshots
	$(Q)for f in $$(grep -ohE 'screenshots/[A-Za-z0-9-]+\.png' README.md docs/*.md | sort -u); do cp $(BUILD)/tests/$$f docs/$$f; done

coverage: ## unit tests with line coverage
	$(Q)tools/setup test
	$(Q)$(MAKE) $(quiet) cov
	$(Q)tools/coverage $(BUILD)

fmt: ## format the C code
	$(Q)clang-format -i $$(git ls-files '*.c' '*.h')

clean: ## remove what was built here; the libraries' cache outside the tree stays
	$(Q)rm -rf $(BUILD) www/dist

distclean: clean ## clean, and www/node_modules
	$(Q)rm -rf www/node_modules

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo '  make              the development build, $(BUILD)/binnacle'
	@echo '  make release      the static musl binary, $(BUILD)/release/binnacle, and its SBOM'
	@echo '  make asan tsan    sanitizer builds'
	@echo '  variables: BUILD=$(BUILD) CC=$(CC) V=1 UI=no JOBS=$(JOBS) ARGS=…'
