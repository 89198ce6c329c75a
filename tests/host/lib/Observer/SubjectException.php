<?php

declare(strict_types=1);

namespace Phine\Observer\Exception;

class SubjectException extends \Exception
{
}
