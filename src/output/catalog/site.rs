//! A static site of the catalog: a page for each model with everything that `explain` knows, a page for each rule, an index
//! with a filter, and the feeds.
//!
//! No framework, no text from elsewhere, and no request to another host: a policy in each page forbids it. Without script the
//! index is a plain table.

use std::io;

use jiff::civil::Date;

use super::endoflife::Cycle;
use super::explanation::replacement;
use super::{file_name, write_endoflife, write_ics, write_renovate, write_rss};
use crate::catalog::{Catalog, Dated, Stage};
use crate::explain::Explanation;
use crate::finding::{RULES, Rule};
use crate::output::escape::{html, html_message, xml};
use crate::output::json_text;
use crate::output::wording;

/// A file of the site.
pub struct SiteFile {
    /// Its path below the site's folder, with `/`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What a site is made of.
pub struct Site<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The day on which stages are shown.
    pub as_of: Date,
    /// The address of the site without a slash at its end: feeds and the sitemap need it.
    pub base: Option<&'a str>,
    /// The explanation of each model, in the catalog's order.
    pub pages: Vec<Explanation>,
}

const STYLE: &str = include_str!("site.css");
const SCRIPT: &str = include_str!("site.js");

impl Site<'_> {
    /// All files.
    ///
    /// # Errors
    /// None in practice: everything is written to memory.
    pub fn files(&self) -> io::Result<Vec<SiteFile>> {
        let mut files = vec![
            file("index.html", self.index()),
            file("style.css", STYLE.to_owned()),
            file("filter.js", SCRIPT.to_owned()),
        ];
        for page in &self.pages {
            if let [model] = page.models.as_slice() {
                files.push(file(&model_path(&model.id), self.model(page, &model.name)));
            }
        }
        files.extend(
            RULES
                .iter()
                .map(|rule| file(&rule_path(rule), self.rule(rule))),
        );
        let mut feed = |path: &str, write: &dyn Fn(&mut Vec<u8>) -> io::Result<()>| {
            let mut bytes = Vec::new();
            write(&mut bytes)?;
            files.push(SiteFile {
                path: path.to_owned(),
                bytes,
            });
            Ok::<_, io::Error>(())
        };
        feed("feed.xml", &|out| {
            write_rss(self.catalog, self.as_of, self.base, out)
        })?;
        feed("calendar.ics", &|out| {
            write_ics(self.catalog, self.as_of, out)
        })?;
        feed("renovate.json", &|out| {
            write_renovate(self.catalog, self.as_of, out)
        })?;
        feed("api/amazon-bedrock.json", &|out| {
            write_endoflife(self.catalog, self.as_of, out)
        })?;
        for model in self.catalog.models.iter() {
            let path = format!("api/amazon-bedrock/{}.json", file_name(&model.id));
            feed(&path, &|out| {
                json_text::document(&Cycle::of(model, self.as_of), out)
            })?;
        }
        if let Some(base) = self.base {
            let text = sitemap(base, &files);
            files.push(file("sitemap.xml", text));
        }
        Ok(files)
    }

    /// A page; `up` leads to the site's folder.
    fn page(&self, title: &str, up: &str, body: &str) -> String {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; script-src 'self'; img-src data:\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" \
             content=\"light dark\">\n<title>{}</title>\n<link rel=\"icon\" href=\"data:,\">\n\
             <link rel=\"stylesheet\" href=\"{up}style.css\">\n\
             <link rel=\"alternate\" type=\"application/rss+xml\" title=\"Dates to come\" href=\"{up}feed.xml\">\n</head>\n\
             <body>\n<header><a href=\"{up}index.html\">Amazon Bedrock model lifecycle</a></header>\n<main>\n{body}</main>\n\
             <footer>Catalog {}, facts up to {}; as of {}. Not a service of AWS.</footer>\n</body>\n</html>\n",
            html(title),
            html(&self.catalog.version),
            self.catalog.as_of,
            self.as_of
        )
    }

    fn index(&self) -> String {
        let mut body = String::from(
            "<h1>Amazon Bedrock models and their lifecycle</h1>\n<form id=\"filter\" hidden>\n<label>Filter \
             <input type=\"search\" id=\"query\" placeholder=\"model, provider, stage\" autocomplete=\"off\"></label>\n\
             <output id=\"shown\" role=\"status\"></output>\n</form>\n<div class=\"wide\"><table id=\"models\">\n<thead><tr>\
             <th>Model</th><th>Provider</th><th>Stage</th><th>Legacy</th><th>End-of-Life</th><th>Replacement</th></tr></thead>\n\
             <tbody>\n",
        );
        for (model, page) in self.catalog.models.iter().zip(&self.pages) {
            let stage = model.lifecycle.stage(self.as_of);
            let day = |date: &Option<Dated>| {
                date.as_ref()
                    .map_or(String::new(), |date| date.day.to_string())
            };
            let end = match (
                &model.lifecycle.eol,
                model.lifecycle.open_promise(self.as_of),
            ) {
                (Some(eol), _) => eol.day.to_string(),
                (None, Some(floor)) => format!("not before {}", floor.day),
                (None, None) => String::new(),
            };
            let next =
                replacement(page, stage).map_or(String::new(), |chosen| link(&chosen.model, ""));
            body.push_str(&format!(
                "<tr><td>{}<br><code>{}</code></td><td>{}</td><td><span class=\"stage {}\">{}</span></td><td data-label=\"Legacy\">{}</td>\
                 <td data-label=\"End-of-Life\">{end}</td><td data-label=\"Replacement\">{next}</td></tr>\n",
                format_args!("<a href=\"{}\">{}</a>", html(&model_path(&model.id)), html(&model.name)),
                html(&model.id),
                html(&model.provider),
                class(stage),
                wording::stage(stage),
                day(&model.lifecycle.legacy),
            ));
        }
        body.push_str("</tbody>\n</table></div>\n<h2>Rules of bedrock-eol</h2>\n<ul>\n");
        for rule in RULES {
            body.push_str(&format!(
                "<li><a href=\"{}\"><code>{}</code></a>: {}</li>\n",
                rule_path(rule),
                rule.id,
                html_message(&wording::plain(rule.summary))
            ));
        }
        body.push_str(
            "</ul>\n<h2>Feeds</h2>\n<ul>\n<li><a href=\"feed.xml\">RSS</a> and <a href=\"calendar.ics\">calendar</a> of every \
             date to come</li>\n<li><a href=\"api/amazon-bedrock.json\">JSON in the shape of endoflife.date</a></li>\n\
             <li><a href=\"renovate.json\">Renovate custom datasource</a></li>\n</ul>\n",
        );
        body.push_str("<script src=\"filter.js\"></script>\n");
        self.page("Amazon Bedrock model lifecycle", "", &body)
    }

    fn model(&self, page: &Explanation, name: &str) -> String {
        let mut body = format!(
            "<h1>{}</h1>\n<p><code>{}</code></p>\n",
            html(name),
            html(&page.asked)
        );
        body.push_str(&format!(
            "<p class=\"lead\">{}</p>\n",
            html_message(&page.lead())
        ));
        for section in page.sections() {
            body.push_str(&format!("<h2>{}</h2>\n", html_message(&section.title)));
            if section.is_drawing {
                body.push_str(&format!("<pre>{}</pre>\n", html(&section.items.join("\n"))));
                continue;
            }
            let tag = if section.is_ordered { "ol" } else { "ul" };
            body.push_str(&format!("<{tag}>\n"));
            for item in &section.items {
                body.push_str(&format!("<li>{}</li>\n", html_message(item)));
            }
            body.push_str(&format!("</{tag}>\n"));
        }
        self.page(
            &format!("{name}: lifecycle, End-of-Life and replacement on Amazon Bedrock"),
            "../",
            &body,
        )
    }

    fn rule(&self, rule: &Rule) -> String {
        let mut body = format!(
            "<h1><code>{}</code></h1>\n<p class=\"lead\">{}</p>\n<p>Level: {}</p>\n",
            rule.id,
            html_message(rule.summary),
            rule.level.as_str()
        );
        for paragraph in rule.help.split("\n\n") {
            body.push_str(&format!("<p>{}</p>\n", html_message(paragraph)));
        }
        if let Some(page) = rule.page {
            body.push_str(&format!(
                "<p>AWS: <a href=\"{0}\">{0}</a></p>\n",
                html(page)
            ));
        }
        if rule.about_models {
            let answers = self.catalog.policy.runtime_errors.iter();
            let items: String = answers
                .map(|answer| {
                    format!(
                        "<li>{}: <code>{}</code>: {}</li>\n",
                        html(&answer.when),
                        html(&answer.exception),
                        html(&answer.text)
                    )
                })
                .collect();
            body.push_str(&format!(
                "<h2>What the runtime answers</h2>\n<ul>\n{items}</ul>\n"
            ));
        }
        self.page(&format!("{}: a rule of bedrock-eol", rule.id), "../", &body)
    }
}

fn file(path: &str, text: String) -> SiteFile {
    SiteFile {
        path: path.to_owned(),
        bytes: text.into_bytes(),
    }
}

pub(crate) fn model_path(id: &str) -> String {
    format!("models/{}.html", file_name(id))
}

pub(crate) fn rule_path(rule: &Rule) -> String {
    format!("rules/{}.html", rule.id)
}

fn link(id: &str, up: &str) -> String {
    format!(
        "<a href=\"{up}{}\"><code>{}</code></a>",
        html(&model_path(id)),
        html(id)
    )
}

fn class(stage: Stage) -> &'static str {
    wording::stage_word(Some(stage))
}

/// The pages for search engines.
fn sitemap(base: &str, files: &[SiteFile]) -> String {
    let pages = files.iter().filter(|file| file.path.ends_with(".html"));
    let urls: String = pages
        .map(|file| {
            format!(
                "<url><loc>{}</loc></url>\n",
                xml(&format!("{base}/{}", file.path))
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         {urls}</urlset>\n"
    )
}
