<?php

declare(strict_types=1);

/** Templates of one name in all template directories form a chain of inheritance; the last directory has the parent. */
class Smarty_Resource_Extendsall extends Smarty_Internal_Resource_Extends
{
    public function populate(Smarty_Template_Source $source, ?Smarty_Internal_Template $_template = null)
    {
        $found = [];
        foreach (array_keys((array) $source->smarty->getTemplateDir()) as $key) {
            $file = Smarty_Resource::source(null, $source->smarty, "file:[$key]" . $source->name);
            if ($file->exists) {
                $found[$file->uid] = $file;
            }
        }
        $source->exists = $found !== [];
        if (!$source->exists) {
            return;
        }
        $paths = array_map(static fn (Smarty_Template_Source $file): string => $file->filepath, $found);
        $source->components = array_reverse($found, true);
        $source->filepath = end($paths);
        $source->uid = sha1(implode('', $paths) . $source->smarty->_joined_template_dir);
        $source->timestamp = max(array_map(static fn (Smarty_Template_Source $file): int => (int) $file->timestamp, $found));
    }

    public function checkTimestamps()
    {
        return false;
    }
}
