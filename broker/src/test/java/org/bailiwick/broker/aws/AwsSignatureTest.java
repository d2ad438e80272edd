package org.bailiwick.broker.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signatures compared with the examples of AWS, and with the signer of its SDK. */
class AwsSignatureTest {
  /** The keys of the examples in the API reference of Amazon S3. */
  private static final String ID = "AKIAIOSFODNN7EXAMPLE";

  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final AwsScope S3 = new AwsScope("us-east-1", "s3");
  private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
  private static final int ODD_REQUESTS = 3000;
  private static final List<String> PATH_PARTS =
      List.of(
          "/", "//", "a", "B7", "%20", "%C3%BC", "%2F", "x.", "..x", "~", "-", "_", "@", "$", "!");
  private static final List<String> QUERY_PARTS =
      List.of("a", "A", "b-", "b.", "%20", "%2B", "%C3%BC", "%26", "%3D", "1", "~", "_");

  private static AwsKeys keys(Optional<String> token) {
    return new AwsKeys(ID, SECRET.getBytes(StandardCharsets.US_ASCII), token);
  }

  private static BackEndRequest get(String uri) {
    return BackEndRequest.of("GET", URI.create(uri));
  }

  @ParameterizedTest
  @CsvSource({
    "/test.txt, bytes=0-9, f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    "/?lifecycle, , fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    "/?max-keys=2&prefix=J, , 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
  })
  void theExamplesOfTheDocumentationHaveTheirSignatures(
      String target, String range, String signature) {
    BackEndRequest request = get("https://examplebucket.s3.amazonaws.com" + target);
    if (range != null) {
      request = request.with("Range", range);
    }
    assertThat(AwsSignature.sign(request, S3, keys(Optional.empty()), TIME).signature())
        .isEqualTo(signature);
  }

  @Test
  void theSessionTokenAndTheDigestOfTheBodyAreSigned() {
    BackEndRequest request =
        BackEndRequest.of("POST", URI.create("https://api.example/"))
            .with("application/json", "{}".getBytes(StandardCharsets.UTF_8));
    BackEndRequest signed =
        AwsSignature.sign(
                request, new AwsScope("eu-1", "execute-api"), keys(Optional.of("token")), TIME)
            .request();
    assertThat(signed.headers())
        .containsEntry("X-Amz-Date", "20130524T000000Z")
        .containsEntry("X-Amz-Security-Token", "token")
        .containsEntry(
            "X-Amz-Content-Sha256",
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    assertThat(signed.headers().get("Authorization"))
        .startsWith(
            "AWS4-HMAC-SHA256 Credential="
                + ID
                + "/20130524/eu-1/execute-api/aws4_request, SignedHeaders="
                + "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token,")
        .doesNotContain(SECRET);
  }

  /** Odd paths, queries, fields and bodies, from a fixed seed. */
  @Test
  void theSdkOfAwsComesToTheSameSignatures() {
    Random random = new Random(4);
    for (int i = 0; i < ODD_REQUESTS; i++) {
      AwsScope scope = random.nextBoolean() ? new AwsScope("eu-central-1", "execute-api") : S3;
      Optional<String> token =
          random.nextInt(3) == 0 ? Optional.of("session+token/=") : Optional.empty();
      BackEndRequest request = odd(random, scope);
      String ours =
          AwsSignature.sign(request, scope, keys(token), TIME)
              .request()
              .headers()
              .get("Authorization");
      assertThat(ours).as(request.uri().toString()).isEqualTo(sdk(request, scope, token));
    }
  }

  private static BackEndRequest odd(Random random, AwsScope scope) {
    StringBuilder path = new StringBuilder("/");
    for (int i = random.nextInt(8); i > 0; i--) {
      String part = PATH_PARTS.get(random.nextInt(PATH_PARTS.size()));
      // what an asset file for S3 may not have
      path.append(scope.equals(S3) && "@$!/".contains(part.substring(0, 1)) ? "/x" : part);
    }
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      query
          .append(query.isEmpty() ? "?" : "&")
          .append(QUERY_PARTS.get(random.nextInt(QUERY_PARTS.size())))
          .append(QUERY_PARTS.get(random.nextInt(QUERY_PARTS.size())))
          // for S3 a name comes once
          .append(scope.equals(S3) ? String.valueOf(i) : "")
          .append('=');
      for (int part = random.nextInt(3); part > 0; part--) {
        query.append(QUERY_PARTS.get(random.nextInt(QUERY_PARTS.size())));
      }
    }
    String host = random.nextBoolean() ? "https://api.example" : "https://api.example:8443";
    BackEndRequest request =
        BackEndRequest.of(
            List.of("GET", "PUT", "POST", "DELETE").get(random.nextInt(4)),
            URI.create(host + path + query));
    if (random.nextBoolean()) {
      request = request.with("X-Note", "a  b   c").with("accept", "application/json");
    }
    if (random.nextBoolean()) {
      byte[] body = "{\"k\":\"ü\"}".repeat(random.nextInt(3)).getBytes(StandardCharsets.UTF_8);
      request = request.with("application/json", body);
    }
    return request;
  }

  private static String sdk(BackEndRequest request, AwsScope scope, Optional<String> token) {
    SdkHttpRequest.Builder unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(request.method()))
            .uri(request.uri());
    request.headers().forEach(unsigned::putHeader);
    AwsCredentialsIdentity identity =
        token
            .<AwsCredentialsIdentity>map(
                text -> AwsSessionCredentialsIdentity.create(ID, SECRET, text))
            .orElseGet(() -> AwsCredentialsIdentity.create(ID, SECRET));
    byte[] body = request.body().orElse(new byte[0]);
    Map<String, List<String>> headers =
        AwsV4HttpSigner.create()
            .sign(
                wanted ->
                    wanted
                        .identity(identity)
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, scope.service())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, scope.region())
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !scope.equals(S3))
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !scope.equals(S3))
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(TIME, ZoneOffset.UTC)))
            .request()
            .headers();
    return headers.get("Authorization").getFirst();
  }

  @Test
  void aQueryThatAServerCouldReadInTwoWaysIsNotSigned() {
    for (String query : List.of("?a=b+c", "?a=b=c", "?a=%2f", "?a='", "?a=b;c")) {
      assertThatThrownBy(
              () ->
                  AwsSignature.sign(
                      get("https://api.example/" + query), S3, keys(Optional.empty()), TIME))
          .as(query)
          .isInstanceOf(BackEndFault.class)
          .hasMessage("signature-query");
    }
  }

  @Test
  void aParameterThatComesTwiceIsNotSignedForS3() {
    BackEndRequest request = get("https://bucket.example/?tag=b&tag=a");
    assertThatThrownBy(() -> AwsSignature.sign(request, S3, keys(Optional.empty()), TIME))
        .hasMessage("signature-query");
  }

  @Test
  void aPathWithDotsIsNotSigned() {
    for (String path : List.of("/.", "/a/../b", "/a//..")) {
      assertThatThrownBy(
              () ->
                  AwsSignature.sign(
                      get("https://api.example" + path),
                      new AwsScope("eu-1", "execute-api"),
                      keys(Optional.empty()),
                      TIME))
          .as(path)
          .hasMessage("signature-path");
    }
  }

  @Test
  void keysAreNotShown() {
    assertThat(keys(Optional.of("session-token")).toString())
        .contains(ID)
        .doesNotContain(SECRET)
        .doesNotContain("session-token");
  }
}
