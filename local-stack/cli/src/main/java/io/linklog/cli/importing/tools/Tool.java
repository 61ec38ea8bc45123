package io.linklog.cli.importing.tools;

import static io.linklog.cli.importing.tools.Meaning.ARCHIVED;
import static io.linklog.cli.importing.tools.Meaning.BANNED;
import static io.linklog.cli.importing.tools.Meaning.CLICKS;
import static io.linklog.cli.importing.tools.Meaning.CRAWLABLE;
import static io.linklog.cli.importing.tools.Meaning.CREATED;
import static io.linklog.cli.importing.tools.Meaning.DESCRIPTION;
import static io.linklog.cli.importing.tools.Meaning.DOMAIN;
import static io.linklog.cli.importing.tools.Meaning.FORWARD_QUERY;
import static io.linklog.cli.importing.tools.Meaning.LONG_URL;
import static io.linklog.cli.importing.tools.Meaning.MAX_VISITS;
import static io.linklog.cli.importing.tools.Meaning.NOTHING;
import static io.linklog.cli.importing.tools.Meaning.PROTECTED;
import static io.linklog.cli.importing.tools.Meaning.SHORT_URL;
import static io.linklog.cli.importing.tools.Meaning.SLUG;
import static io.linklog.cli.importing.tools.Meaning.STATUS;
import static io.linklog.cli.importing.tools.Meaning.TAGS;
import static io.linklog.cli.importing.tools.Meaning.TITLE;
import static io.linklog.cli.importing.tools.Meaning.VALID_SINCE;
import static io.linklog.cli.importing.tools.Meaning.VALID_UNTIL;

import java.util.Set;

/**
 * The tools whose files are read; the names are those of the option. The columns are those of their exports and APIs,
 * in the tools' sources as of 2026; Bitly and Short.io publish none, so theirs are as their users show them.
 */
public enum Tool {
    /** Linklog's own names, and those of its API. */
    linklog(new Profile().tags(";|")),

    /** A table of the caller's own: Linklog's names and those of --column. Its links are judged as other tools' are. */
    table(new Profile().tags(";|").has(SLUG, "shortcode").has(PROTECTED, "password")),

    bitly(new Profile()
            .signature(Set.of("longurl", "destinationurl", "destination"), Set.of("link", "bitlink", "customlink"))
            .signature(Set.of("longurl"), Set.of("shorturl", "shortlink"), Set.of("totalclicks", "engagements"))
            .has(LONG_URL, "longurl", "destinationurl", "destination")
            .has(SHORT_URL, "link", "bitlink", "shorturl", "shortlink", "customlink", "custombitlinks", "custombitlink")
            .has(TITLE, "title")
            .has(CREATED, "created", "createdat", "datecreated", "createddate", "creationdate")
            .has(TAGS, "tags")
            .has(CLICKS, "totalclicks", "clicks", "engagements", "totalengagements", "userclicks")
            .has(ARCHIVED, "archived", "isarchived", "hidden", "isdeleted")
            .has(VALID_UNTIL, "expirationat", "expiration")
            .has(NOTHING, "id", "guid", "referencesgroup", "group", "groupguid", "createdby", "launchpadids")
            .drops("campaigns and channels", "campaign", "campaigns", "channel", "channels", "campaignids")
            .drops("QR settings", "qrcode", "qrcodes", "qrscans", "scans", "totalscans", "qrcodeids")
            .drops("device and country rules", "deeplinks", "mobilelinks", "rules")),

    yourls(new Profile()
            .tags("")
            .signature(Set.of("keyword"), Set.of("url", "longurl"))
            .signature(Set.of("shorturl"), Set.of("url"), Set.of("timestamp"))
            .has(SLUG, "keyword")
            .has(LONG_URL, "url", "longurl")
            .has(SHORT_URL, "shorturl")
            .has(TITLE, "title")
            .has(CREATED, "timestamp", "date")
            .has(CLICKS, "clicks")
            .drops("addresses of creators", "ip")),

    kutt(new Profile()
            .signature(Set.of("address"), Set.of("target"))
            .has(SLUG, "address")
            .has(LONG_URL, "target")
            .has(SHORT_URL, "link", "linklink", "linkurl", "shortlink")
            .has(DOMAIN, "domain")
            .has(TITLE, "description")
            .has(CREATED, "createdat")
            .has(CLICKS, "visitcount")
            .has(VALID_UNTIL, "expirein")
            .has(PROTECTED, "password")
            .has(BANNED, "banned")
            .has(NOTHING, "id", "uuid", "updatedat", "relativecreatedat", "relativeexpirein", "userid", "domainid")
            .has(NOTHING, "bannedbyid", "showexpirein", "useremail", "username", "error")),

    shlink(new Profile()
            .tags("|")
            .signature(Set.of("longurl"), Set.of("shortcode", "shorturl"))
            .has(SLUG, "shortcode")
            .has(LONG_URL, "longurl", "originalurl")
            .has(SHORT_URL, "shorturl")
            .has(DOMAIN, "domain")
            .has(TITLE, "title")
            .has(TAGS, "tags")
            .has(CREATED, "datecreated", "createdat", "dateofcreation")
            .has(CLICKS, "visitssummarytotal", "visitscount", "visits")
            .has(VALID_SINCE, "metavalidsince", "validsince")
            .has(VALID_UNTIL, "metavaliduntil", "validuntil")
            .has(MAX_VISITS, "metamaxvisits", "maxvisits")
            .has(CRAWLABLE, "crawlable")
            .has(FORWARD_QUERY, "forwardquery")
            .has(NOTHING, "visitssummarynonbots", "visitssummarybots", "authorapikey", "apikey", "apikeyname")
            .drops("device and country rules", "hasredirectrules", "redirectrules")
            .drops("device and country rules", "devicelongurlsandroid", "devicelongurlsios", "devicelongurlsdesktop")),

    shortio(new Profile()
            .signature(
                    Set.of("originalurl", "originallink"),
                    Set.of("path", "slug", "shorturl", "secureshorturl", "shortlink"))
            .has(LONG_URL, "originalurl", "originallink", "longurl")
            .has(SLUG, "path", "slug")
            .has(SHORT_URL, "secureshorturl", "shorturl", "shortlink", "link")
            .has(DOMAIN, "domain", "domainhostname", "hostname")
            .has(TITLE, "title", "linktitle")
            .has(TAGS, "tags", "tag")
            .has(CREATED, "createdat", "creationdate", "created", "datecreated", "createddate")
            .has(CLICKS, "clicks", "totalclicks", "humanclicks", "clickscount")
            .has(VALID_UNTIL, "expiresat", "expireat", "expirationdate", "ttl")
            .has(MAX_VISITS, "clickslimit")
            .has(STATUS, "redirecttype")
            .has(ARCHIVED, "archived", "isarchived")
            .has(PROTECTED, "password", "haspassword", "passwordprotected")
            .has(NOTHING, "id", "idstring", "updatedat", "domainid", "ownerid", "folderid", "folder", "foldername")
            .has(NOTHING, "source", "duplicate", "success", "icon", "allowduplicates", "passwordcontact", "user")
            .has(NOTHING, "userid", "useremail", "username", "lckey", "unicodehostname")
            .drops("targets after expiry", "expiredurl", "expireurl")
            .drops("device and country rules", "iphoneurl", "androidurl", "countries", "geotargeting")
            .drops("splits among targets", "spliturl", "splitpercent")
            .drops("UTM settings", "utmsource", "utmmedium", "utmcampaign", "utmterm", "utmcontent")
            .drops("cloaking", "cloaking")
            .drops("QR settings", "qrcode", "qr", "qrsettings")),

    dub(new Profile()
            .signature(Set.of("key"), Set.of("url", "destinationurl"))
            .signature(Set.of("shortlink"), Set.of("url", "destinationurl"))
            .has(SLUG, "key")
            .has(LONG_URL, "url", "destinationurl")
            .has(SHORT_URL, "shortlink", "link")
            .has(DOMAIN, "domain")
            .has(TITLE, "title")
            .has(DESCRIPTION, "description")
            .has(TAGS, "tags", "tagsname")
            .has(CREATED, "createdat")
            .has(CLICKS, "clicks")
            .has(VALID_UNTIL, "expiresat")
            .has(PROTECTED, "password")
            .has(ARCHIVED, "archived")
            .has(BANNED, "disabledat")
            .has(NOTHING, "id", "linkid", "updatedat", "externalid", "tenantid", "programid", "partnerid", "folderid")
            .has(NOTHING, "userid", "workspaceid", "projectid", "tagid", "tagids", "lastclicked", "trackconversion")
            .has(NOTHING, "publicstats", "webhookids", "doindex", "proxy", "identifier", "folder")
            .drops("QR settings", "qrcode")
            .drops("preview images", "image", "video")
            .drops("comments", "comments")
            .drops("cloaking", "rewrite")
            .drops("targets after expiry", "expiredurl")
            .drops("device and country rules", "ios", "android", "geo")
            .drops("tests among targets", "testvariants", "teststartedat", "testcompletedat")
            .drops("UTM settings", "utmsource", "utmmedium", "utmcampaign", "utmterm", "utmcontent")
            .drops("leads and sales", "leads", "conversions", "sales", "saleamount"));

    static {
        for (Meaning meaning : Meaning.values()) {
            linklog.profile.has(meaning, Profile.plain(meaning.field()));
            table.profile.has(meaning, Profile.plain(meaning.field()));
        }
    }

    private final Profile profile;

    Tool(Profile profile) {
        this.profile = profile;
    }

    /** Whether Linklog's own names mean what they mean in its exports. */
    boolean hasOwnNames() {
        return this == linklog || this == table;
    }

    Profile profile() {
        return profile;
    }
}
