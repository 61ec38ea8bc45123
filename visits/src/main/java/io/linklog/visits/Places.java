package io.linklog.visits;

import com.maxmind.db.CHMCache;
import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import com.maxmind.db.Reader;
import io.linklog.schemas.encoding.AddressText;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up the countries and cities of IP addresses in a MaxMind database. Thread-safe. */
public final class Places implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Places.class);

    /**
     * A place.
     *
     * @param country ISO 3166-1 alpha-2; null if unknown
     * @param city the English name; null if unknown
     */
    public record Place(@Nullable String country, @Nullable String city) {

        public static final Place UNKNOWN = new Place(null, null);
    }

    /** A country or a city in the database. Other fields are ignored. */
    public record Named(@Nullable String isoCode, @Nullable Map<String, String> names) {

        @MaxMindDbConstructor
        public Named(
                @MaxMindDbParameter(name = "iso_code") @Nullable String isoCode,
                @MaxMindDbParameter(name = "names") @Nullable Map<String, String> names) {
            this.isoCode = isoCode;
            this.names = names;
        }
    }

    /** An entry of the database. */
    public record Entry(@Nullable Named country, @Nullable Named city) {

        @MaxMindDbConstructor
        public Entry(
                @MaxMindDbParameter(name = "country") @Nullable Named country,
                @MaxMindDbParameter(name = "city") @Nullable Named city) {
            this.country = country;
            this.city = city;
        }
    }

    private final @Nullable Reader reader;

    private Places(@Nullable Reader reader) {
        this.reader = reader;
    }

    /** Without a database: every place is unknown. */
    public static Places none() {
        return new Places(null);
    }

    /**
     * Reads a database.
     *
     * @throws IOException if the file is missing or not a MaxMind database
     */
    public static Places read(Path database) throws IOException {
        return new Places(new Reader(database.toFile(), Reader.FileMode.MEMORY, new CHMCache()));
    }

    /**
     * Reads a database. If it is empty, missing or damaged, every place is unknown; a missing or damaged one is logged.
     */
    public static Places open(Optional<Path> database) {
        if (database.isEmpty()) {
            return none();
        }
        try {
            Places places = read(database.get());
            LOG.info("The places of visitors come from {}", database.get());
            return places;
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "Visits have no country and city, because LINKLOG_GEO_DATABASE={} cannot be read: {}",
                    database.get(),
                    e.toString());
            return none();
        }
    }

    /** The place of an IP address; unknown if the text is not an IP address. Never resolves a host name. */
    public Place of(String address) {
        byte[] bytes = reader == null ? null : AddressText.parse(address);
        return bytes == null ? Place.UNKNOWN : of(bytes);
    }

    /** The place of an address of 4 or 16 bytes; unknown if the array is empty. */
    public Place of(byte[] address) {
        Reader open = reader;
        if (open == null || address.length == 0) {
            return Place.UNKNOWN;
        }
        try {
            Entry entry = open.get(InetAddress.getByAddress(address), Entry.class);
            return entry == null
                    ? Place.UNKNOWN
                    : new Place(
                            entry.country == null ? null : entry.country.isoCode,
                            entry.city == null || entry.city.names == null ? null : entry.city.names.get("en"));
        } catch (IOException | RuntimeException e) {
            return Place.UNKNOWN; // a part of the database is damaged; only this visit has no place
        }
    }

    @Override
    public void close() throws IOException {
        Reader open = reader;
        if (open != null) {
            open.close();
        }
    }
}
