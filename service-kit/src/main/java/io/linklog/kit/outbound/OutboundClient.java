package io.linklog.kit.outbound;

import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient with everything off that would do more than one call to one address. */
final class OutboundClient {

    private static final int LONGEST_LINE = 8_192;
    private static final int MOST_HEADERS = 100;
    /** A name that moves is followed after this time. */
    private static final TimeValue LONGEST_CONNECTION = TimeValue.ofMinutes(1);

    private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(30);

    private OutboundClient() {}

    static CloseableHttpClient open(DnsResolver dns, int mostCalls, Duration connectTimeout) {
        Http1Config heads = Http1Config.custom()
                .setMaxLineLength(LONGEST_LINE)
                .setMaxHeaderCount(MOST_HEADERS)
                .build();
        ConnectionConfig connections = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(connectTimeout))
                .setTimeToLive(LONGEST_CONNECTION)
                .build();
        RequestConfig requests = RequestConfig.custom()
                .setProtocolUpgradeEnabled(false) // the header Upgrade confuses some servers
                .setRedirectsEnabled(false)
                .build();
        return HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(dns)
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(heads)
                                .build())
                        .setDefaultConnectionConfig(connections)
                        .setMaxConnTotal(mostCalls)
                        .setMaxConnPerRoute(mostCalls)
                        .build())
                .setDefaultRequestConfig(requests)
                // straight to the target: neither a system property nor the JDK's default names a proxy
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                // a small body could unpack to a huge one
                .disableContentCompression()
                .disableDefaultUserAgent()
                .evictIdleConnections(LONGEST_IDLE)
                .build();
    }
}
