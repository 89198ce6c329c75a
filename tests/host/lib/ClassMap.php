<?php

declare(strict_types=1);

/**
 * Class loading with the semantics of composer's classmap over lib/ and plugins/: every file is scanned, the first
 * class of a name wins, and what was not there when the map was made does not exist.
 */
final class ClassMap
{
    private const DECLARATION = '/^\s*(?:(?:abstract|final|readonly)\s+)*(?:class|interface|trait|enum)\s+([A-Za-z_]\w*)/m';

    /** @param array<string, string> $files class name => file */
    public function __construct(private readonly array $files)
    {
    }

    /** @return array<string, string> */
    public static function scan(string ...$directories): array
    {
        $map = [];
        foreach ($directories as $directory) {
            if (!is_dir($directory)) {
                continue;
            }
            $flags = FilesystemIterator::SKIP_DOTS | FilesystemIterator::FOLLOW_SYMLINKS;
            $files = [];
            foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($directory, $flags)) as $file) {
                if ($file->getExtension() === 'php') {
                    $files[] = $file->getPathname();
                }
            }
            sort($files);
            foreach ($files as $file) {
                foreach (self::classesOf($file) as $class) {
                    $map[$class] ??= $file;
                }
            }
        }

        return $map;
    }

    /** Writes a map for `[host] class_map`, which then stands for a map nobody has refreshed. */
    public static function freeze(string $target, string ...$directories): void
    {
        file_put_contents($target, '<?php return ' . var_export(self::scan(...$directories), true) . ';');
    }

    public function register(): void
    {
        spl_autoload_register(function (string $class): void {
            if (isset($this->files[$class])) {
                // composer includes inside a closure too: no variable of the caller is visible
                (static function (string $file): void {
                    include $file;
                })($this->files[$class]);
            }
        });
    }

    /** @return list<string> */
    private static function classesOf(string $file): array
    {
        $source = (string) file_get_contents($file);
        if (!preg_match_all(self::DECLARATION, $source, $classes)) {
            return [];
        }
        $namespace = preg_match('/^\s*namespace\s+([\w\\\\]+)\s*[;{]/m', $source, $found) ? $found[1] . '\\' : '';

        return array_map(static fn (string $class): string => $namespace . $class, $classes[1]);
    }
}
