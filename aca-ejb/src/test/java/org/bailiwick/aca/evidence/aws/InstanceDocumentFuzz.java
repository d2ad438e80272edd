package org.bailiwick.aca.evidence.aws;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.testing.CloudDocument;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A cloud's CMS document: any octets, a sound one with a few changed values, and any content under
 * a good signature.
 */
class InstanceDocumentFuzz {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final PublicKey AGENT = TestKeys.ec().getPublic();
  private static final CloudDocument DOCUMENT =
      new CloudDocument(
          "cloud.example",
          NOW,
          "{\"accountId\":\"123456789012\",\"region\":\"eu-central-1\",\"instanceId\":\"i-0abc\","
              + "\"pendingTime\":\"2026-11-25T11:59:00Z\",\"devpayProductCodes\":null}");
  private static final InstanceDocuments DOCUMENTS =
      new InstanceDocuments(
          DOCUMENT.trustedBy(
              """
              {"certificates":["cloud.pem"],"accounts":["123456789012"],
               "regions":["eu-central-1"],"max_age":"PT10M"}
              """),
          Clock.fixed(NOW, ZoneOffset.UTC));

  static Stream<byte[]> seeds() {
    return DOCUMENT.seeds();
  }

  @MethodSource("seeds")
  @Fuzz
  void namesAnInstanceOrIsRefused(byte[] input) throws Exception {
    String value = DOCUMENT.changed(input);
    Bounds.hold(
        value.length(),
        () ->
            DOCUMENTS.authenticate(
                new EvidenceItem("aws-document", value), TestRequest.binding(AGENT, "nonce", NOW)));
  }
}
