/* What is drawn: which figures share a chart, and how their numbers read. */
import type { Figures } from '@/api/types';
import { bytes, ms, number, percent } from '@/lib/format';

export interface ChartOf {
    title: string;
    /** Figure, its name in the legend; the first is the filled one. */
    lines: [keyof Figures, string][];
    format: (v: number) => string;
    max?: number;
    steps?: number[];
}
/** Range, its words, seconds a step. */
export const RANGES: [string, string, number][] = [
    ['10m', '10 min', 10],
    ['1h', '1 h', 10],
    ['24h', '24 h', 300],
    ['7d', '7 d', 1800],
    ['30d', '30 d', 7200],
];

/* Round in KiB, MiB and GiB. */
const BINARY = Array.from({ length: 50 }, (_, i) => 2 ** i);
const pct = (v: number) => percent(v, v < 10 && v % 1 ? 1 : 0);
const rate = (v: number) => `${number(v, v < 10 ? 1 : 0)}/s`;
const count = (v: number) => number(v, v < 10 && v % 1 ? 1 : 0);

export const CHARTS: ChartOf[] = [
    { title: 'CPU', lines: [['cpu_pct', 'all cores']], format: pct, max: 100 },
    {
        title: 'Memory',
        lines: [
            ['memory_used_bytes', 'machine'],
            ['rss_bytes', 'Binnacle'],
        ],
        format: bytes,
        steps: BINARY,
    },
    { title: 'Disk', lines: [['disk_used_bytes', 'used']], format: bytes, steps: BINARY },
    {
        title: 'Requests',
        lines: [
            ['requests_per_second', 'all'],
            ['client_errors_per_second', 'refused'],
            ['server_errors_per_second', 'failed'],
        ],
        format: rate,
    },
    { title: 'Error rate', lines: [['error_pct', 'of the answers']], format: pct },
    {
        title: 'Latency',
        lines: [
            ['latency_p50_ms', 'p50'],
            ['latency_p99_ms', 'p99'],
        ],
        format: ms,
    },
    {
        title: 'Checks',
        lines: [
            ['checks_per_second', 'done'],
            ['failed_checks_per_second', 'failed'],
        ],
        format: rate,
    },
    {
        title: 'Jobs',
        lines: [
            ['jobs_per_second', 'done'],
            ['failed_jobs_per_second', 'failed'],
        ],
        format: rate,
    },
    {
        title: 'Queue',
        lines: [
            ['jobs_pending', 'waiting'],
            ['jobs_running', 'running'],
        ],
        format: count,
    },
    {
        title: 'Writes',
        lines: [
            ['writes_per_second', 'writes'],
            ['commits_per_second', 'commits'],
        ],
        format: rate,
    },
    {
        title: 'Commit latency',
        lines: [
            ['commit_p50_ms', 'p50'],
            ['commit_p99_ms', 'p99'],
        ],
        format: ms,
    },
    {
        title: 'Database files',
        lines: [
            ['db_bytes', 'state'],
            ['wal_bytes', 'WAL'],
        ],
        format: bytes,
        steps: BINARY,
    },
    {
        title: 'Readers',
        lines: [
            ['readers', 'open'],
            ['readers_in_use', 'in use'],
        ],
        format: count,
    },
    { title: 'Cache hits', lines: [['cache_hit_pct', 'of the pages']], format: pct, max: 100 },
    {
        title: 'Threads and files',
        lines: [
            ['threads', 'threads'],
            ['open_files', 'open files'],
        ],
        format: count,
    },
];
