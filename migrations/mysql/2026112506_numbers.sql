-- What there was on a day, in numbers: one row for each number that is not nothing. The day is that of UTC.
CREATE TABLE IF NOT EXISTS metroport_numbers (
    day varchar(10) NOT NULL,
    number varchar(32) NOT NULL,
    value decimal(14,2) NOT NULL,
    PRIMARY KEY (day, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
