package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Base64;
import org.bailiwick.client.enrolment.EnrolmentOrder.Program;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.Sha256;

/** The device's Entity Attestation Token (RFC 9711; docs/issuance.md). */
record DeviceEvidence(DeviceIdentity device, Clock clock) {
  /** RFC 9711 section 4.2.1: type byte 0x01, RAND, then 128 to 256 bits. */
  private static final byte UEID_RAND = 1;

  String eat(String nonce, Program program) {
    byte[] subject = device.chain().getFirst().getSubjectX500Principal().getEncoded();
    JsonObject claims =
        Json.createObjectBuilder()
            .add("eat_profile", AgentInformationExtension.EAT_PROFILE)
            .add("eat_nonce", nonce)
            .add("iat", clock.instant().getEpochSecond())
            .add("intuse", "csr")
            .add("ueid", ueid())
            .add("hwmodel", base64url(subject))
            .add("swname", device.firmware())
            .add("swversion", Json.createArrayBuilder().add(device.firmwareVersion()))
            .add("program_name", program.name())
            .add("program_digest", "sha-256:" + program.sha256())
            .build();
    return StatementSigner.of(device).sign("eat+jwt", claims);
  }

  /** The digest of the device's key, since no other identifier can be read from every device. */
  private String ueid() {
    byte[] key = device.chain().getFirst().getPublicKey().getEncoded();
    byte[] digest = Sha256.of(key);
    return base64url(ByteBuffer.allocate(digest.length + 1).put(UEID_RAND).put(digest).array());
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
