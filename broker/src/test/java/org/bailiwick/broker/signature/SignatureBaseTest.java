package org.bailiwick.broker.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.junit.jupiter.api.Test;

class SignatureBaseTest {
  private static final byte[] SHARED_SECRET =
      Base64.getDecoder()
          .decode(
              "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtb"
                  + "mHhIDi6pcl8jsasjlTMtDQ==");

  /** The example of RFC 9421, appendix B.2.5. */
  @Test
  void theMacOfTheStandardsExampleIsMade() {
    BackEndRequest request =
        BackEndRequest.of("POST", URI.create("https://example.com/foo?param=Value&Pet=dog"))
            .with("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
            .with("Content-Type", "application/json");
    SignatureBase base = SignatureBase.of(request, List.of("date", "@authority", "content-type"));

    String parameters = base.parameters(";created=1618884473;keyid=\"test-shared-secret\"");

    assertThat(parameters)
        .isEqualTo(
            "(\"date\" \"@authority\" \"content-type\");created=1618884473"
                + ";keyid=\"test-shared-secret\"");
    assertThat(base.hmac(SHARED_SECRET, parameters))
        .isEqualTo("pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=");
  }

  @Test
  void aBodyIsCoveredByItsDigest() {
    BackEndRequest request =
        BackEndRequest.of("POST", URI.create("https://example.com/foo"))
            .with("application/json", "{\"hello\": \"world\"}".getBytes(StandardCharsets.UTF_8));

    SignatureBase base = SignatureBase.of(request, List.of("@method", "@target-uri"));

    assertThat(base.request().headers().get("content-digest"))
        .isEqualTo("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"); // RFC 9530, B.1
    assertThat(base.parameters("")).contains("\"content-digest\"");
  }

  @Test
  void aSignatureThatLeavesTheTargetOpenIsNotMade() {
    assertThat(SignatureBase.bindsTarget(SignatureBase.USUAL)).isTrue();
    assertThat(SignatureBase.bindsTarget(List.of("@method", "@authority", "@request-target")))
        .isTrue();
    assertThat(SignatureBase.bindsTarget(List.of("@method", "@path", "@query"))).isFalse();
    assertThat(SignatureBase.bindsTarget(List.of("@target-uri"))).isFalse();
    assertThat(SignatureBase.bindsTarget(List.of("@method", "@method", "@target-uri"))).isFalse();
    assertThat(SignatureBase.bindsTarget(List.of("@method", "@target-uri", "@status"))).isFalse();
    assertThat(SignatureBase.bindsTarget(List.of("@method", "@target-uri", "x\"y"))).isFalse();
  }
}
