//! The doctor's steps in the database: connection, schema, rights, jobs, queue.

use std::time::Instant;

use super::{Complaint, Finding, Part, Step};
use crate::db::Db;
use crate::operations::queue::LATE;
use crate::store::runs::{self, JOBS, Run};
use crate::store::{StoreError, data, locks, rights, schema};

/// Needs nothing of MMS.
pub async fn database(db: &Db) -> Vec<Step> {
    let begun = Instant::now();
    let version = db.with(async |conn| schema::version(conn).await).await;
    let mut steps =
        vec![Step::of("database", begun, version.map(|_| Finding::default()).map_err(Complaint::from))];
    if steps.iter().any(|step| !step.ok) {
        return steps;
    }
    let begun = Instant::now();
    let version = db
        .with(async |conn| {
            let version = schema::require(conn).await?;
            rights::see_all(conn).await?;
            Ok::<_, StoreError>(version)
        })
        .await;
    steps.push(Step::of("schema", begun, version.map(|v| v.to_string().into()).map_err(Complaint::from)));

    let begun = Instant::now();
    let missing = db.with(async |conn| rights::missing(conn).await).await;
    let found = match missing {
        Ok(missing) if missing.is_empty() => Ok(Finding::default()),
        Ok(missing) => {
            let missing = missing.join(", ");
            let found = [("missing", Part::Text(missing.clone()))].into();
            Err(Complaint { code: "store.rights", finding: Finding { detail: missing, found } })
        }
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
fn judge(run: &Run, now: i64, late: i64) -> Result<Finding, Complaint> {
    let (detail, ended) = match run.succeeded_at {
        Some(at) => (
            format!("{} s ago; {}", now.saturating_sub(at), run.note),
            Some(("succeeded_at", Part::Number(at))),
        ),
        None => (run.note.clone(), None),
    };
    let note = (!run.note.is_empty()).then(|| ("note", Part::Text(run.note.clone())));
    let finding = Finding { detail, found: ended.into_iter().chain(note).collect() };
    match run.succeeded_at {
        _ if run.started_at.is_none() => Err(Complaint { code: "job.never", finding: Finding::default() }),
        Some(succeeded) if succeeded >= late => Ok(finding),
        _ => Err(Complaint { code: "job.late", finding }),
    }
}

async fn queue(db: &Db) -> Result<Finding, Complaint> {
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
    let (waiting, refused) = (count(false), count(true));
    let finding = Finding::with(
        format!("waiting {waiting}, the oldest {age} s; refused {refused}"),
        [("waiting", waiting), ("refused", refused)].into_iter().chain(oldest.map(|since| ("since", since))),
    );
    if refused > 0 {
        Err(Complaint { code: "queue.refused", finding })
    } else if age > LATE {
        Err(Complaint { code: "queue.late", finding })
    } else {
        Ok(finding)
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
        let note = ("note", Part::Text("3 done".into()));
        assert_eq!(
            judged(run(Some(800), Some(900))),
            Ok(Finding {
                detail: "100 s ago; 3 done".into(),
                found: [note.clone(), ("succeeded_at", Part::Number(900))].into(),
            })
        );
        let late = judge(&run(Some(990), None), 1000, 900).map_err(|complaint| complaint.finding);
        assert_eq!(late, Err(Finding { detail: "3 done".into(), found: [note].into() }));
    }
}
