//! A client that does as it is told, right or wrong.

use mms_sim::{Control, Options, Seed, SeedCustomer, Simulator, World};
use reqwest::Method;
use serde_json::{Value, json};

pub struct Mms {
    pub simulator: Simulator,
    pub http: reqwest::Client,
    pub cookie: String,
}

pub struct Seen {
    pub status: u16,
    pub text: String,
}

impl Seen {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

/// Jan has one of each (account, base, extra and multiroom package, two decoders, F-Secure), the company has nothing.
pub fn small_world() -> World {
    let list: Vec<SeedCustomer> = serde_json::from_value(json!([
        {"customertype": "2", "name": "Jan", "lastname": "Żuk", "pesel": "90010112345", "email": "jan@example.com",
         "city1": "Łódź", "zip1": "90-001", "streetname1": "Długa", "streetno1": "1",
         "services": {"multiroom": true}},
        {"customertype": "1", "name": "Kłos", "lastname": "Kłos", "nip": "5260250274", "services": false},
    ]))
    .unwrap();
    World::seeded(&Seed { seed: 1, customers: 0, list: Some(list), accounts: 0, decoders: 40, networks: 2 })
}

impl Mms {
    /// A simulator with the small world, logged in.
    pub async fn small() -> Self {
        Self::start(Options { world: Some(small_world()), ..Options::default() }).await
    }

    pub async fn start(options: Options) -> Self {
        let simulator = Simulator::start(options).unwrap();
        // Without a reqwest that has TLS this changes nothing; when it was told before, that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut mms = Self { simulator, http, cookie: String::new() };
        mms.login().await;
        mms
    }

    pub fn control(&self) -> &Control {
        self.simulator.control()
    }

    pub async fn login(&mut self) {
        let answer = self.request("POST", "/Admins/Auth/login");
        let answer = answer.json(&json!({"login": "operator", "password": "sekret"})).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.ends_with("; Path=/; HttpOnly"), "{cookie}");
        self.cookie = cookie.split(';').next().unwrap().to_owned();
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.http.request(method, format!("{}{path}", self.simulator.url())).header("cookie", &self.cookie)
    }

    /// Sends the fields in the form the API takes for the method; `null` sends no body.
    pub fn prepared(&self, method: &str, path: &str, fields: &Value) -> reqwest::RequestBuilder {
        let request = self.request(method, path);
        match (method, fields) {
            (_, Value::Null) => request,
            ("POST", fields) => request.json(fields),
            (_, fields) => request.form(fields),
        }
    }

    pub async fn try_call(&self, method: &str, path: &str, fields: Value) -> reqwest::Result<Seen> {
        let answer = self.prepared(method, path, &fields).send().await?;
        Ok(Seen { status: answer.status().as_u16(), text: answer.text().await? })
    }

    pub async fn call(&self, method: &str, path: &str, fields: Value) -> Seen {
        self.try_call(method, path, fields).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Seen {
        self.call("GET", path, Value::Null).await
    }

    /// A call that must work.
    pub async fn done(&self, method: &str, path: &str, fields: Value) -> Value {
        let seen = self.call(method, path, fields).await;
        assert_eq!(seen.status, 200, "{method} {path}: {}", seen.text);
        seen.json()
    }
}
