<?php

// Runs the programs of jobs.json and prints what getTrace says beside what an exception prints as text.

function describe(Throwable $e): array
{
    $frames = [];
    $file = $e->getFile();
    $line = $e->getLine();
    foreach ($e->getTrace() as $call) {
        $function = ($call['class'] ?? '') . ($call['type'] ?? '') . $call['function'];
        $frame = ['function' => $function];
        if ($file !== null) {
            $frame += ['file' => $file, 'line' => $line];
        }
        $frames[] = $frame;
        $file = $call['file'] ?? null;
        $line = $call['line'] ?? null;
    }
    $frames[] = ['function' => '{main}', 'file' => $file, 'line' => $line];
    return [
        'type' => get_class($e), 'message' => $e->getMessage(), 'frames' => $frames, 'frame_count' => count($frames),
        'order' => 'innermost_first',
    ];
}

ini_set('zend.exception_ignore_args', '0');
require $argv[2] . '/Retry.php';
foreach (json_decode(file_get_contents($argv[1]), true) as $job) {
    $site = $job['site'];
    $depth = $job['depth'];
    require_once $job['file'];
    try {
        ("Acme\\Shop\\{$job['class']}\\run")($job['order']);
    } catch (Throwable $e) {
        $causes = [];
        for ($cause = $e->getPrevious(); $cause !== null; $cause = $cause->getPrevious()) {
            $causes[] = describe($cause);
        }
        echo json_encode(describe($e) + ['program' => $job['program'], 'site' => $site, 'causes' => $causes, 'text' => (string) $e], JSON_UNESCAPED_SLASHES), "\n";
        continue;
    }
    fwrite(STDERR, "{$job['program']} did not fail\n");
    exit(1);
}
