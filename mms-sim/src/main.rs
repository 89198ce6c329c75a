//! `mms-sim`: the simulator as a program.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

use mms_sim::{Options, Preset, ServiceStatus, Simulator};
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str = "\
Usage: mms-sim [OPTION VALUE]...

  --listen ADDRESS        where to listen (127.0.0.1:0; port 0 takes a free one)
  --port-file FILE        write the address there when listening
  --seed N                decides the world and the chances of faults (1)
  --customers N           customers to invent (200)
  --customers-file FILE   JSON list of customers to take instead
  --accounts N            television accounts (half the customers)
  --decoders N            decoders (twice as many as customers)
  --networks N            networks, without the full one (3)
  --latency-ms N          how long every request takes (0)
  --session-ttl SECONDS   how long a session lives (1200)
  --shape NAME            canonical, strings, legacy, sparse or chaotic (canonical)
  --new-service STATE     state a new F-Secure service starts in: new or active (new)
  --login, --password     the operator's (operator, sekret)
";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        let _ = std::io::stdout().write_all(USAGE.as_bytes());
        return ExitCode::SUCCESS;
    }
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "mms-sim: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Vec<OsString>) -> Result<(), Box<dyn std::error::Error>> {
    let (options, port_file) = parse(arguments)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before anybody is told that it listens: who was told may end it at once.
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let simulator = Simulator::start(options)?;
        if let Some(file) = port_file {
            fs::write(file, simulator.address().to_string())?;
        }
        writeln!(std::io::stdout(), "mms-sim listening on {}", simulator.url())?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    })
}

fn parse(arguments: Vec<OsString>) -> Result<(Options, Option<PathBuf>), String> {
    let (mut options, mut port_file) = (Options::default(), None);
    let mut arguments = arguments.into_iter();
    while let Some(name) = arguments.next() {
        let name = name.into_string().map_err(|name| format!("{} is no option", name.display()))?;
        let value =
            arguments.next().ok_or_else(|| format!("{name} needs a value; --help tells the options"))?;
        if let "--port-file" | "--customers-file" = name.as_str() {
            let file = if name == "--port-file" { &mut port_file } else { &mut options.customers_file };
            *file = Some(PathBuf::from(value));
            continue;
        }
        let value = value.into_string().map_err(|_| format!("{name}: the value is not UTF-8"))?;
        let wrong = |error: &dyn std::fmt::Display| format!("{name} {value}: {error}");
        let number = || value.parse::<usize>().map_err(|error| wrong(&error));
        let whole = || value.parse::<u64>().map_err(|error| wrong(&error));
        match name.as_str() {
            "--listen" => options.listen = value.parse().map_err(|error| wrong(&error))?,
            "--seed" => options.seed = whole()?,
            "--customers" => options.customers = number()?,
            "--accounts" => options.accounts = Some(number()?),
            "--decoders" => options.decoders = Some(number()?),
            "--networks" => options.networks = number()?,
            "--latency-ms" => options.latency = Duration::from_millis(whole()?),
            "--session-ttl" => options.session_ttl = Duration::from_secs(whole()?),
            "--shape" => options.shape = value.parse::<Preset>().map_err(|error| wrong(&error))?.into(),
            "--new-service" => {
                options.new_service_status = match value.as_str() {
                    "new" => ServiceStatus::New,
                    "active" => ServiceStatus::Active,
                    _ => return Err(wrong(&"expected new or active")),
                }
            }
            "--login" => options.login = value,
            "--password" => options.password = value,
            _ => return Err(format!("there is no option {name}; --help tells the options")),
        }
    }
    Ok((options, port_file))
}
