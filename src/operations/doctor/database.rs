//! The doctor's steps in the database: connection, schema, rights, jobs, queue.

use std::time::Instant;

use super::{Complaint, Step};
use crate::db::Db;
use crate::operations::queue::LATE;
use crate::store::runs::{self, JOBS, Run};
use crate::store::{StoreError, data, locks, rights, schema};

/// Needs nothing of MMS.
pub async fn database(db: &Db) -> Vec<Step> {
    let begun = Instant::now();
    let version = db.with(async |conn| schema::version(conn).await).await;
    let mut steps =
        vec![Step::of("database", begun, version.map(|_| String::new()).map_err(Complaint::from))];
    if steps.iter().any(|step| !step.ok) {
        return steps;
    }
    let begun = Instant::now();
    let version = db.with(async |conn| schema::require(conn).await).await;
    steps.push(Step::of("schema", begun, version.map(|v| v.to_string()).map_err(Complaint::from)));

    let begun = Instant::now();
    let missing = db.with(async |conn| rights::missing(conn).await).await;
    let found = match missing {
        Ok(missing) if missing.is_empty() => Ok(String::new()),
        Ok(missing) => Err(Complaint { code: "store.rights", detail: missing.join(", ") }),
        Err(error) => Err(error.into()),
    };
    steps.push(Step::of("rights", begun, found));

    if steps.iter().all(|step| step.ok) {
        steps.extend(jobs(db).await);
        let begun = Instant::now();
        steps.push(Step::of("queue", begun, queue(db).await));
    }
    steps
}

async fn jobs(db: &Db) -> Vec<Step> {
    let begun = Instant::now();
    let read: Result<_, StoreError> =
        db.with(async |conn| Ok((conn.now().await?, runs::all(conn).await?))).await;
    match read {
        Ok((now, runs)) => {
            let known = runs.iter().filter_map(|run| {
                JOBS.iter().find(|(job, _)| *job == run.job).map(|(_, late)| (run, now.saturating_sub(*late)))
            });
            known
                .map(|(run, late)| Step::of(format!("job_{}", run.job), begun, judge(run, now, late)))
                .collect()
        }
        Err(error) => vec![Step::of("job_converge", begun, Err(error.into()))],
    }
}

/// `late`: a good end before this moment is too long ago.
fn judge(run: &Run, now: i64, late: i64) -> Result<String, Complaint> {
    let detail = |since: i64| format!("{} s ago; {}", now.saturating_sub(since), run.note);
    match run.succeeded_at {
        _ if run.started_at.is_none() => Err(Complaint { code: "job.never", detail: String::new() }),
        Some(succeeded) if succeeded >= late => Ok(detail(succeeded)),
        Some(succeeded) => Err(Complaint { code: "job.late", detail: detail(succeeded) }),
        None => Err(Complaint { code: "job.late", detail: run.note.clone() }),
    }
}

async fn queue(db: &Db) -> Result<String, Complaint> {
    let read: Result<_, StoreError> = db
        .with(async |conn| Ok((conn.now().await?, data::depth(conn).await?, locks::depth(conn).await?)))
        .await;
    let (now, data, locks) = read?;
    let all: Vec<(bool, i64, Option<i64>)> = data
        .into_iter()
        .chain(locks.into_iter().map(|(_, refused, count, since)| (refused, count, since)))
        .collect();
    let count = |state: bool| {
        all.iter().filter(|row| row.0 == state).fold(0_i64, |sum, row| sum.saturating_add(row.1))
    };
    let oldest = all.iter().filter(|row| !row.0).filter_map(|row| row.2).min();
    let age = oldest.map_or(0, |oldest| now.saturating_sub(oldest));
    let detail = format!("waiting {}, the oldest {age} s; refused {}", count(false), count(true));
    if count(true) > 0 {
        Err(Complaint { code: "queue.refused", detail })
    } else if age > LATE {
        Err(Complaint { code: "queue.late", detail })
    } else {
        Ok(detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_judged_by_its_last_good_end() {
        let run = |started_at, succeeded_at| Run {
            job: "converge".into(),
            started_at,
            ended_at: None,
            succeeded_at,
            note: "3 done".into(),
        };
        let judged = |run: Run| judge(&run, 1000, 900).map_err(|complaint| complaint.code);
        assert_eq!(judged(run(None, None)), Err("job.never"));
        assert_eq!(judged(run(Some(990), None)), Err("job.late"));
        assert_eq!(judged(run(Some(990), Some(899))), Err("job.late"));
        assert_eq!(judged(run(Some(800), Some(900))), Ok("100 s ago; 3 done".into()));
    }
}
