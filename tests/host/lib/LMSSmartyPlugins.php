<?php

declare(strict_types=1);

/**
 * Template tags of LMS. Each public method named after a tag is one; Smarty finds them through find(), so a plugin may
 * still register a tag of the same name. Only what LMS escapes is escaped.
 */
class LMSSmartyPlugins
{
    private const BLOCKS = [
        'box_buttons' => 'lms-ui-box-buttons', 'box_contents' => 'lms-ui-box-contents', 'box_panel' => 'lms-ui-box-panel',
        'tab_buttons' => 'lms-ui-tab-buttons', 'tab_button_panel' => 'lms-ui-tab-button-panel', 'tab_table' => 'lms-ui-tab-table',
    ];

    /** Smarty's handler for tags and modifiers nobody registered. */
    public static function find($name, $type, $template, &$callback, &$script, &$cacheable): bool
    {
        $method = $type . '_' . $name;
        if (!method_exists(self::class, $method) && !($type === 'block' && isset(self::BLOCKS[$name]))) {
            return false;
        }
        // a string: Smarty 4 compiles an array callback of a block to a call of a class that does not exist
        $callback = self::class . '::' . $method;

        return true;
    }

    /** Blocks that only wrap their content. */
    public static function __callStatic(string $method, array $arguments)
    {
        [$params, $content, , $repeat] = $arguments;

        return $repeat ? '' : sprintf('<div class="%s"%s>%s</div>', self::BLOCKS[substr($method, 6)], self::id($params), $content);
    }

    public static function block_box_container($params, $content, $template, $repeat)
    {
        return $repeat ? '' : '<div' . self::id($params) . self::data($params) . ' class="lms-ui-box-container">' . $content . '</div>';
    }

    public static function block_box_header($params, $content, $template, $repeat)
    {
        if ($repeat) {
            return '';
        }

        return '<div' . self::id($params) . ' class="lms-ui-box-header">' . self::image($params['icon'] ?? null, $params['icon_class'] ?? '')
            . (isset($params['label']) ? '<label>' . trans($params['label']) . '</label>' : '') . $content . '</div>';
    }

    public static function block_box_row($params, $content, $template, $repeat)
    {
        if ($repeat) {
            return '';
        }
        $hidden = isset($params['visible']) && empty($params['visible']) ? ' style="display: none;"' : '';
        $tip = isset($params['tip']) ? ' title="' . trans($params['tip']) . '"' : '';

        return '<div' . self::id($params) . ' class="lms-ui-box-row' . self::more($params['class'] ?? null) . '"' . $hidden . $tip . '>'
            . '<div class="lms-ui-box-row-icon">' . self::image($params['icon'] ?? null, $params['icon_class'] ?? '') . '</div>'
            . '<div class="lms-ui-box-row-label">' . (isset($params['label']) ? trans($params['label']) : '') . '</div>'
            . '<div class="lms-ui-box-row-field">' . $content . '</div></div>';
    }

    public static function block_buttons($params, $content, $template, $repeat)
    {
        return $repeat ? '' : '<div class="lms-ui-responsive-buttons">' . $content . '</div>';
    }

    public static function block_nobr($params, $content, $template, $repeat)
    {
        return $repeat ? '' : '<span class="nobr">' . $content . '</span>';
    }

    public static function block_t($params, $content, $template, $repeat)
    {
        return empty($content) ? '' : trans(array_merge([$content], $params));
    }

    public static function block_tab_container($params, $content, $template, $repeat)
    {
        $label = isset($params['label']) ? ' data-label="' . trans($params['label']) . '"' : '';

        return $repeat ? '' : '<div' . self::id($params) . $label . self::data($params) . ' class="lms-ui-tab-container lms-ui-sortable">' . $content . '</div>';
    }

    public static function block_tab_header($params, $content, $template, $repeat)
    {
        $target = $params['content_id'] ?? null;

        return $repeat ? '' : '<div class="lms-ui-tab-header' . ($target ? ' lmsbox-titlebar" data-lmsbox-content="' . $target : '') . '">' . $content . '</div>';
    }

    public static function block_tab_header_cell($params, $content, $template, $repeat)
    {
        $icon = $params['icon'] ?? null;
        $image = $icon === null ? '' : (str_contains($icon, '/') ? '<img src="' . $icon . '">' : '<i class="' . $icon . ' lms-ui-sortable-handle"></i>');

        return $repeat ? '' : '<div class="lms-ui-tab-header-cell">' . $image . $content . '</div>';
    }

    /** Closed unless the browser remembers that the operator opened it. */
    public static function block_tab_contents($params, $content, $template, $repeat)
    {
        if ($repeat) {
            return '';
        }

        return '<div class="lms-ui-tab-contents lms-ui-multi-check' . self::more($params['class'] ?? null) . '"' . self::id($params)
            . ' style="display: none;">' . $content . '</div><script>restoreTabContents("' . ($params['id'] ?? '') . '");</script>';
    }

    public static function block_tab_hourglass($params, $content, $template, $repeat)
    {
        $hourglass = '<div class="lms-ui-tab-hourglass"><i></i>' . $content . '</div>';

        return $repeat ? '' : (empty($params['template']) ? $hourglass : '<div class="lms-ui-tab-hourglass-template">' . $hourglass . '</div>');
    }

    public static function function_button($params, $template)
    {
        $known = ['icon', 'type', 'tip', 'label', 'text', 'href', 'class', 'icon_class', 'onclick', 'external', 'resourceid', 'visible', 'disabled', 'clipboard'];
        $type = $params['type'] ?? 'button';
        $link = $type === 'link' || $type === 'link-button';
        $href = $params['href'] ?? null;
        $onclick = $params['onclick'] ?? null;
        $tip = isset($params['tip']) ? trans($params['tip']) : null;

        $html = '<' . ($link ? 'a' : 'button type="' . $type . '"');
        if ($link) {
            $html .= $href ? ' href="' . $href . '"' : '';
        } elseif ($href && !$onclick) {
            $html .= ' onclick="location.href = \'' . $href . '\';"';
        }
        $html .= ' class="lms-ui-button' . ($type === 'link-button' ? ' lms-ui-link-button' : '') . self::more($params['class'] ?? null) . '"'
            . ($onclick && ($type !== 'button' || !$href) ? ' onclick="' . $onclick . '"' : '')
            . ($tip ? ' title="' . $tip . '" data-title="' . $tip . '"' : '')
            . (empty($params['external']) ? '' : ' rel="external"')
            . (isset($params['resourceid']) ? ' data-resourceid="' . $params['resourceid'] . '"' : '')
            . (isset($params['clipboard']) ? ' data-clipboard-text="' . $params['clipboard'] . '"' : '');
        foreach (array_diff_key($params, array_flip($known)) as $name => $value) {
            $html .= ' ' . str_replace('_', '-', (string) $name) . '="' . $value . '"';
        }

        return $html . (isset($params['visible']) && empty($params['visible']) ? ' style="display: none;"' : '')
            . (empty($params['disabled']) ? '' : ' disabled') . '>' . self::image($params['icon'] ?? null, $params['icon_class'] ?? '')
            . (empty($params['label']) ? '' : '<span class="lms-ui-label">' . htmlspecialchars(trans($params['label'])) . '</span>')
            . (empty($params['text']) ? '' : '<span class="lms-ui-label">' . trans($params['text']) . '</span>')
            . '</' . ($link ? 'a' : 'button') . '>';
    }

    public static function function_icon($params, $template)
    {
        $width = isset($params['fw']) && empty($params['fw']) ? '' : ' fa-fw';

        return '<i' . self::id($params) . ' class="' . self::css($params['name'] ?? '') . self::more($params['class'] ?? null) . $width . '"'
            . (isset($params['tip']) ? ' title="' . trans($params['tip']) . '"' : '') . self::data($params) . '></i>'
            . (isset($params['label']) ? ' ' . htmlspecialchars(trans($params['label'])) : '');
    }

    /** title and class of a form field, with its error or warning if there is one. */
    public static function function_tip($params, $template)
    {
        $class = trim(($params['class'] ?? '') . (empty($params['bold']) ? '' : ' bold'));
        foreach (['error', 'warning'] as $kind) {
            $text = $template->getTemplateVars($kind)[$params['trigger'] ?? ''] ?? null;
            if (isset($params['trigger']) && $text !== null) {
                return ' title="' . self::oneLine(str_replace("'", "\\'", (string) $text)) . '" class="' . trim($class . ' lms-ui-' . $kind) . '" ';
            }
        }
        $text = $params['text'] ?? '';
        unset($params['class'], $params['text']);

        return ($text === '' ? '' : ' title="' . self::oneLine(trans(array_merge((array) $text, $params))) . '" ') . ' class="' . $class . '" ';
    }

    public static function function_hint($params, $template)
    {
        $hint = isset($params['content']) ? trans($params['content']) : $params['text'] ?? '';

        return '<a class="lms-ui-button lms-ui-hint-toggle' . self::more($params['class'] ?? null) . '" data-hint="' . htmlspecialchars($hint)
            . '"><i class="lms-ui-icon-' . ($params['icon'] ?? 'hint') . ' fa-fw"></i></a>';
    }

    /** With a plugin: the raw content of its file, to stand inside a script element. */
    public static function function_js($params, $template)
    {
        if (isset($params['plugin'], $params['filename'])) {
            return (string) @file_get_contents(PLUGIN_DIR . '/' . $params['plugin'] . '/js/' . $params['filename']);
        }

        return '<script src="js/templates/' . self::templateName($template) . '.js"></script>';
    }

    public static function function_css($params, $template)
    {
        return '<link rel="stylesheet" href="css/templates/' . self::templateName($template) . '.css">';
    }

    public static function function_gentime($params, $template)
    {
        return sprintf('%.4f', microtime(true) - START_TIME);
    }

    public static function function_memory($params, $template)
    {
        return sprintf('(%.2f MiB)', memory_get_peak_usage() / 1024 / 1024);
    }

    public static function function_persistent_filter($params, $template)
    {
        return '<div class="lms-ui-persistent-filter"' . (isset($params['id']) ? ' data-filter-id="' . $params['id'] . '"' : '')
            . '><select class="lms-ui-filter-selection"><option value="-1">' . trans('<!filter>— none —') . '</option></select></div></form>';
    }

    public static function function_resource_tab_selector($params, $template)
    {
        return '<div id="lms-ui-resource-tab-selector-container"><div>' . trans('Visible tabs:') . '</div>'
            . '<select id="resource-tab-selector" name="resource-tabs[]" multiple></select></div>';
    }

    public static function function_division_selection($params, $template)
    {
        $divisions = LMS::getInstance()->GetDivisions(['userid' => Auth::GetCurrentUser()]);

        return self::select($params + ['name' => 'division'], array_column($divisions, 'shortname', 'id'), trans('— all —'));
    }

    public static function function_tax_rate_selection($params, $template)
    {
        return self::select($params + ['name' => 'taxid'], array_column(LMS::getInstance()->GetTaxes() ?: [], 'label', 'id'));
    }

    public static function modifier_striphtml($text)
    {
        return html_entity_decode(strip_tags((string) $text));
    }

    public static function modifier_trunescape($text, $length)
    {
        return htmlspecialchars(mb_substr((string) $text, 0, $length), ENT_QUOTES) . (mb_strlen((string) $text) > $length ? '&hellip;' : '');
    }

    public static function modifier_money_format($number)
    {
        return moneyf($number);
    }

    private static function select(array $params, array $options, ?string $any = null): string
    {
        $html = '<select name="' . $params['name'] . '"' . self::id($params) . '>' . ($any === null ? '' : '<option value="">' . $any . '</option>');
        foreach ($options as $value => $label) {
            $html .= '<option value="' . $value . '"' . (($params['selected'] ?? null) == $value ? ' selected' : '') . '>' . htmlspecialchars((string) $label) . '</option>';
        }

        return $html . '</select>';
    }

    private static function image(?string $icon, string $class): string
    {
        if (!$icon) {
            return '';
        }

        return str_contains($icon, '/') ? '<img src="' . $icon . '" alt="">' : '<i class="' . self::css($icon) . self::more($class) . '"></i>';
    }

    private static function css(string $icon): string
    {
        return $icon === '' || str_starts_with($icon, 'lms-ui-icon-') || str_starts_with($icon, 'fa') ? $icon : 'lms-ui-icon-' . $icon;
    }

    private static function more(?string $class): string
    {
        return $class ? ' ' . $class : '';
    }

    private static function id(array $params): string
    {
        return isset($params['id']) ? ' id="' . $params['id'] . '"' : '';
    }

    private static function data(array $params): string
    {
        $html = '';
        foreach ($params as $name => $value) {
            if (str_starts_with((string) $name, 'data_')) {
                $html .= ' ' . str_replace('_', '-', (string) $name) . "='" . $value . "'";
            }
        }

        return $html;
    }

    private static function oneLine(string $text): string
    {
        return str_replace(['"', "\r", "\n"], ['&quot;', '', '<BR>'], $text);
    }

    private static function templateName($template): string
    {
        return (string) preg_replace(['/^[a-z]+:(\[[0-9]+\])?/i', '/\.[^.]+$/'], '', $template->template_resource);
    }
}
