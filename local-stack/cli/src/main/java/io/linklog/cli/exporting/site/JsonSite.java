package io.linklog.cli.exporting.site;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;

/** One object: the member of a link is named by its path. */
final class JsonSite implements Site {

    private final JsonGenerator json;

    JsonSite(Path folder) throws IOException {
        json = new JsonFactory().createGenerator(folder.resolve("links.json").toFile(), JsonEncoding.UTF8);
        json.writeStartObject();
    }

    @Override
    public void add(SiteLink link) throws IOException {
        json.writeRaw('\n');
        json.writeObjectFieldStart("/" + link.code());
        json.writeNumberField("status", link.status());
        json.writeStringField("location", link.target());
        json.writeBooleanField("forwardQuery", link.query() != SiteLink.Query.DROPPED);
        json.writeEndObject();
    }

    @Override
    public void finish() throws IOException {
        json.writeEndObject();
        json.close();
    }
}
