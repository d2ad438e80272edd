package org.bailiwick.broker.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.rest.RestDriver;
import org.bailiwick.broker.testing.RecordedServer;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of an API by a static key, and by sessions of a role. */
class AwsSigningTest {
  private static final String SECRET = "canary-wJalrXUtnFEMI-K7MDENG";
  private static final String SESSION_SECRET = "canary-session-secret-bPxRfiCY";
  private static final String SESSION_TOKEN = "canarySessionToken0123456789+/==";
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final String STATIC =
      "\"method\": \"aws-sigv4\", \"region\": \"eu-central-1\", \"service\": \"execute-api\","
          + " \"access_key_id\": \"AKIDEXAMPLE\", \"secret\": \"aws\"";

  @TempDir Path folder;
  private TestBroker broker;
  private RecordedServer api;
  private RecordedServer sts;
  private String answer = session("2026-11-30T12:15:00Z");
  private int status = 200;
  private String type = "text/xml";
  private String body = "{\"done\": true}";
  private BackEndWork work;
  private Asset asset;

  @BeforeEach
  void begin() {
    broker = new TestBroker(folder).secret("aws", SECRET).at(Clock.fixed(NOW, ZoneOffset.UTC));
    api = RecordedServer.start((exchange, request) -> RecordedServer.json(exchange, 200, body));
    sts =
        RecordedServer.start(
            (exchange, request) -> RecordedServer.send(exchange, status, type, answer));
  }

  @AfterEach
  void end() {
    if (work != null) {
      work.close();
    }
    api.close();
    sts.close();
  }

  private static String session(String end) {
    return """
    <?xml version="1.0"?>
    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <AssumeRoleResult>
        <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/x/y</Arn></AssumedRoleUser>
        <Credentials>
          <AccessKeyId>ASIA0123456789EXAMPLE</AccessKeyId>
          <SecretAccessKey>%s</SecretAccessKey>
          <SessionToken>%s</SessionToken>
          <Expiration>%s</Expiration>
        </Credentials>
      </AssumeRoleResult>
      <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
    </AssumeRoleResponse>
    """
        .formatted(SESSION_SECRET, SESSION_TOKEN, end);
  }

  private void open(String credential) {
    asset =
        broker.asset(
            """
            {"asset": "lambda", "kind": "api", "owner": "Sales", "risk": "low",
             "url": "%s", "options": {"addresses": "loopback"}, "credential": {%s},
             "operations": [{"capability": "orders.read@1", "method": "GET", "path": "/orders/{id}",
              "parameters": [{"in": "path", "name": "id", "from": "/id"},
                             {"in": "query", "name": "q", "from": "/q"}]}]}
            """
                .formatted(api.url(), credential));
    new RestDriver().check(asset);
    work = new RestDriver().open(asset, broker.tools());
  }

  private String role() {
    return STATIC
        + ", \"role_arn\": \"arn:aws:iam::123456789012:role/broker\", \"sts_url\": \""
        + sts.url()
        + "\", \"addresses\": \"loopback\"";
  }

  private BackEndAnswer call() {
    return work.perform(broker.call(asset, "{\"id\": \"ü a\", \"q\": \"b c&d\"}"));
  }

  private static String signature(RecordedServer.Request request, String secret, String service) {
    BackEndRequest again =
        BackEndRequest.of(
            request.method(),
            java.net.URI.create("http://" + request.header("Host") + request.uri()));
    for (String name : new String[] {"Accept", "Content-Type"}) {
      if (request.header(name) != null) {
        again =
            name.equals("Accept")
                ? again.with(name, request.header(name))
                : again.with(
                    request.header(name), request.body().getBytes(StandardCharsets.US_ASCII));
      }
    }
    return AwsSignature.sign(
            again,
            new AwsScope("eu-central-1", service),
            new AwsKeys(
                "",
                secret.getBytes(StandardCharsets.US_ASCII),
                Optional.ofNullable(request.header("X-Amz-Security-Token"))),
            NOW)
        .signature();
  }

  @Test
  void aStaticKeySignsAndIsNotSent() {
    open(STATIC);
    assertThat(call()).isInstanceOf(BackEndAnswer.Done.class);
    RecordedServer.Request request = api.last();
    assertThat(request.header("Authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261130/eu-central-1/execute-api/")
        .endsWith("Signature=" + signature(request, SECRET, "execute-api"));
    assertThat(request.headers().toString()).doesNotContain(SECRET);
    assertThat(broker.receipts().getFirst().identity())
        .isEqualTo("access key AKIDEXAMPLE for eu-central-1/execute-api");
    assertThat(broker.hasOverwrittenSecrets()).isTrue();
  }

  /** Threat 60: whoever has a signature can make its request again for some minutes. */
  @Test
  void threat60AnAnswerThatRepeatsTheSignatureIsNotPassedOn() {
    open(STATIC);
    call();
    String sent = api.last().header("Authorization");
    body = "{\"seen\": \"" + sent + "\"}"; // the time stands still, so the next one is the same
    assertThat(call()).isEqualTo(new BackEndAnswer.Refused("answer-secret"));
  }

  @Test
  void aRoleIsAssumedForTheTransaction() {
    open(role());
    assertThat(call()).isInstanceOf(BackEndAnswer.Done.class);
    RecordedServer.Request asked = sts.last();
    assertThat(asked.body())
        .contains(
            "Action=AssumeRole",
            "Version=2011-06-15",
            "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fbroker",
            "RoleSessionName=txn-1",
            "DurationSeconds=900")
        .doesNotContain("Policy");
    assertThat(asked.header("Authorization"))
        .contains("/20261130/eu-central-1/sts/aws4_request")
        .endsWith("Signature=" + signature(asked, SECRET, "sts"));
    RecordedServer.Request request = api.last();
    assertThat(request.header("X-Amz-Security-Token")).isEqualTo(SESSION_TOKEN);
    assertThat(request.header("Authorization"))
        .contains("Credential=ASIA0123456789EXAMPLE/", "x-amz-security-token")
        .endsWith("Signature=" + signature(request, SESSION_SECRET, "execute-api"));
    assertThat(broker.receipts().getFirst().identity())
        .contains(
            "role arn:aws:iam::123456789012:role/broker session txn-1", "ASIA0123456789EXAMPLE")
        .doesNotContain("canary");
    assertThat(broker.receipts().getFirst().until())
        .contains(Instant.parse("2026-11-30T12:15:00Z"));
  }

  @Test
  void aSessionIsForOneTransactionAndItsTime() {
    open(role());
    call();
    call();
    assertThat(sts.requests()).hasSize(1);
    broker.transaction("txn with spaces");
    call();
    assertThat(sts.requests()).hasSize(2);
    assertThat(sts.last().body()).containsPattern("RoleSessionName=txn-[A-Za-z0-9_-]{43}(&|$)");
    broker.at(Clock.fixed(NOW.plus(Duration.ofMinutes(14).plusSeconds(31)), ZoneOffset.UTC));
    answer = session("2026-11-30T12:30:00Z");
    call();
    assertThat(sts.requests()).hasSize(3);
  }

  @Test
  void aSessionPolicyNarrowsTheSessionToItsCapability() {
    open(
        role()
            + ", \"session_policies\": {\"orders.read@1\": {\"Version\": \"2012-10-17\","
            + " \"Statement\": []}}");
    call();
    assertThat(sts.last().body())
        .contains("Policy=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D");
  }

  /** Threat 60. */
  @Test
  void threat60AnAnswerThatRepeatsTheSessionIsNotPassedOn() {
    open(role());
    body = "{\"env\": \"" + SESSION_TOKEN + "\"}";
    assertThat(call()).isEqualTo(new BackEndAnswer.Refused("answer-secret"));
    body = "{\"env\": \"" + SESSION_SECRET + "\"}";
    assertThat(call()).isEqualTo(new BackEndAnswer.Refused("answer-secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        "<a",
        "",
        "<AssumeRoleResponse/>",
        "{\"AccessKeyId\": \"ASIA0123456789EXAMPLE\"}",
        "<a><b><c><d><e><f><g><h><i><j><k>deep</k></j></i></h></g></f></e></d></c></b></a>",
      })
  void anAnswerThatIsNoSessionIsRefused(String text) {
    open(role());
    answer = text;
    assertThat(call()).isEqualTo(new BackEndAnswer.Refused("sts-answer"));
    assertThat(api.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-30T12:15:00Z|2026-11-30T11:59:00Z",
        "2026-11-30T12:15:00Z|2027-11-30T12:15:00Z",
        "2026-11-30T12:15:00Z|soon",
        "ASIA0123456789EXAMPLE|ASIA 0123456789",
        "canarySessionToken|a b",
        "<AccessKeyId>|<AccessKeyId>ASIA0123456789EXAMPLE</AccessKeyId><AccessKeyId>",
        "canary-session-secret|<!-- -->x",
        "canary-session-secret|&lt;&unknown;",
      })
  void aSessionThatIsNotWhatWasAskedForIsRefused(String good, String bad) {
    open(role());
    answer = answer.replace(good, bad);
    assertThat(call()).isEqualTo(new BackEndAnswer.Refused("sts-answer"));
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void aRefusalOfTheServiceFailsTheStepAndItsTroubleDelaysIt() {
    open(role());
    status = 403;
    answer = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
    assertThat(call()).isEqualTo(new BackEndAnswer.Refused("sts-refused"));
    status = 400;
    answer = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>";
    assertThatThrownBy(this::call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("sts-busy"));
    status = 503;
    assertThatThrownBy(this::call).isInstanceOf(ProblemException.class);
    sts.close();
    assertThatThrownBy(this::call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).startsWith("sts-"));
    assertThat(api.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eu-central-1|EU/1|region",
        "execute-api|a b|service",
        "AKIDEXAMPLE|a:b|access_key_id",
        "\"secret\": \"aws\"|\"secret\": 7|secret",
        "execute-api|s3|service",
        "arn:aws:iam::123456789012:role/broker|broker|role_arn",
        "\"sts_url\"|\"sts\"|sts",
        "\"role_arn\": \"arn:aws:iam::123456789012:role/broker\", | |role_arn",
        "\"addresses\"|\"session_policies\": {\"a.b@1\": {}}, \"addresses\"|session_policies",
        "\"addresses\"|\"session_policies\": {\"orders.read@1\": 7}, \"addresses\"|session_policies",
        "http://127|http://sts.example:127|sts_url",
      })
  void namesTheFaultOfAFile(String good, String bad, String named) {
    String credential = role().replace(good, bad == null ? "" : bad);
    assertThat(credential).isNotEqualTo(role());
    String path = "s3".equals(bad) ? "/a@b" : "/{id}";
    Asset faulty =
        broker.asset(
            """
            {"asset": "lambda", "kind": "api", "owner": "Sales", "risk": "low",
             "url": "https://api.example", "credential": {%s},
             "operations": [{"capability": "orders.read@1", "method": "GET", "path": "%s"}]}
            """
                .formatted(credential, path));
    assertThatThrownBy(() -> new RestDriver().check(faulty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("credential")
        .hasMessageContaining(named);
  }
}
