<?php

/** Prints all that reflection tells of the interface, as JSON: of the stub that is given, or else of the extension. */

declare(strict_types=1);

$before = [get_declared_classes(), get_declared_interfaces(), get_declared_traits()];
if (isset($argv[1])) {
    require $argv[1];
    $classes = array_diff(get_declared_classes(), $before[0]);
    $interfaces = array_diff(array_merge(get_declared_interfaces(), get_declared_traits()), ...array_slice($before, 1));
    $functions = get_defined_functions()['user'];
    $constants = get_defined_constants(true)['user'] ?? [];
} else {
    $extension = new ReflectionExtension('metroport');
    $classes = $extension->getClassNames();
    $interfaces = array_filter($classes, fn ($name) => !class_exists($name));
    $functions = array_map('strval', array_keys($extension->getFunctions()));
    $constants = $extension->getConstants();
}

$type = fn (?ReflectionType $type): ?string => $type === null ? null : (string) $type;
$own = fn (array $members, string $class) => array_filter($members, fn ($m) => $m->getDeclaringClass()->getName() === $class);
$told = ['interfaces and traits' => array_values($interfaces), 'functions' => array_values($functions), 'constants' => $constants];
foreach ($classes as $name) {
    $class = new ReflectionClass($name);
    $members = [
        'parent' => $class->getParentClass() ? $class->getParentClass()->getName() : null,
        'interfaces' => $class->getInterfaceNames(),
        'modifiers' => Reflection::getModifierNames($class->getModifiers()),
    ];
    foreach ($own($class->getReflectionConstants(), $name) as $constant) {
        $members['constants'][$constant->getName()] =
            [Reflection::getModifierNames($constant->getModifiers()), $constant->getValue()];
    }
    foreach ($own($class->getProperties(), $name) as $property) {
        $members['properties'][$property->getName()] = [
            'modifiers' => Reflection::getModifierNames($property->getModifiers()),
            'type' => $type($property->getType()),
            'default' => $property->hasDefaultValue() ? $property->getDefaultValue() : '(none)',
        ];
    }
    foreach ($own($class->getMethods(), $name) as $method) {
        $parameters = [];
        foreach ($method->getParameters() as $parameter) {
            $parameters[] = [
                'name' => $parameter->getName(),
                'type' => $type($parameter->getType()),
                'optional' => $parameter->isOptional(),
                'default' => $parameter->isDefaultValueAvailable() ? $parameter->getDefaultValue() : '(none)',
                'by reference' => $parameter->isPassedByReference(),
                'variadic' => $parameter->isVariadic(),
            ];
        }
        $members['methods'][$method->getName()] = [
            'modifiers' => Reflection::getModifierNames($method->getModifiers()),
            'returns' => $type($method->getReturnType()),
            'parameters' => $parameters,
        ];
    }
    array_walk($members, fn (&$list, $what) => $what !== 'interfaces' && is_array($list) && ksort($list));
    sort($members['interfaces']);
    $told['classes'][$name] = $members;
}
ksort($told['classes']);
echo json_encode($told, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_PRETTY_PRINT | JSON_PRESERVE_ZERO_FRACTION);
