-- Plans of several changes that are under way for a customer. What has come to its end is not kept: the journal tells of it,
-- and a step may have an address in it.
CREATE TABLE IF NOT EXISTS metroport_plans (
    id bigint NOT NULL AUTO_INCREMENT,
    lms_user_id int NOT NULL,
    kind varchar(16) NOT NULL,
    back smallint NOT NULL DEFAULT 0 CHECK (back IN (0, 1)),
    auto_undo smallint NOT NULL DEFAULT 0 CHECK (auto_undo IN (0, 1)),
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    userid int NOT NULL,
    actor varchar(64) NOT NULL,
    error_code varchar(64),
    error_text text,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_plans_lms_user_id (lms_user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE IF NOT EXISTS metroport_plan_steps (
    plan_id bigint NOT NULL,
    lms_user_id int NOT NULL,
    position int NOT NULL,
    step text NOT NULL,
    state varchar(16) NOT NULL CHECK (state IN ('open', 'begun', 'done', 'found', 'returning')),
    subject_id bigint,
    before_ids text,
    PRIMARY KEY (plan_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
