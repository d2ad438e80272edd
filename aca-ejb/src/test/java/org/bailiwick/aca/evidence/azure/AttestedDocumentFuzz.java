package org.bailiwick.aca.evidence.azure;

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
 * A CMS document that brings its signer's certificate: any octets, a sound one with a few changed
 * values, and any content under a good signature.
 */
class AttestedDocumentFuzz {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final PublicKey AGENT = TestKeys.ec().getPublic();
  private static final String NONCE = "nonce";
  private static final CloudDocument DOCUMENT =
      new CloudDocument(
          "metadata.azure.com",
          NOW,
          """
          {"nonce":"%s","timeStamp":{"createdOn":"11/25/26 11:59:00 -0000",
           "expiresOn":"11/25/26 18:00:00 -0000"},"vmId":"vm-7","subscriptionId":"aaaa-1"}
          """
              .formatted(AttestedDocuments.nonceFor(NONCE)));
  private static final AttestedDocuments DOCUMENTS =
      new AttestedDocuments(
          DOCUMENT.trustedBy(
              """
              {"roots":["cloud.pem"],"hosts":["metadata.azure.com"],"subscriptions":["aaaa-1"]}
              """),
          Clock.fixed(NOW, ZoneOffset.UTC));

  static Stream<byte[]> seeds() {
    return DOCUMENT.seeds();
  }

  @MethodSource("seeds")
  @Fuzz
  void namesAMachineOrIsRefused(byte[] input) throws Exception {
    String value = DOCUMENT.changed(input);
    Bounds.hold(
        value.length(),
        () ->
            DOCUMENTS.authenticate(
                new EvidenceItem("azure-document", value), TestRequest.binding(AGENT, NONCE, NOW)));
  }
}
