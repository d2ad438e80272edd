package org.bailiwick.bench;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.client.attestor.EnrolmentEvidence;
import org.bailiwick.client.attestor.EvidenceRequest;
import org.bailiwick.client.attestor.InitialEvidence;
import org.bailiwick.contract.credential.Sha256;

/**
 * A simulated TPM. It opens challenges, certifies keys and quotes like a TPM, but a thousand times
 * as fast. Its endorsement key is an RSA 2048 key of the template L-1 of the TCG EK Credential
 * Profile. It serves load tests only; tests with swtpm show that the authority works with TPMs.
 */
final class MadeUpTpm implements InitialEvidence {
  private static final int SHA256_OCTETS = 32;
  private static final int AES_OCTETS = 16;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** The value of PCR 0. The script bench/lib/attestors.sh writes the same reference value. */
  private static final byte[] PCR = new byte[SHA256_OCTETS];

  private final PrivateKey endorsementKey;
  private final X509Certificate endorsement;
  private final KeyPair attester = PreparedEnrolments.agentKey();
  private final byte[] attesterPublic =
      TpmForm.publicArea((ECPublicKey) attester.getPublic(), TpmForm.ATTESTATION_KEY);
  private final byte[] attesterName = TpmForm.name(attesterPublic);

  MadeUpTpm(PrivateKey endorsementKey, X509Certificate endorsement) {
    this.endorsementKey = endorsementKey;
    this.endorsement = endorsement;
  }

  @Override
  public EnrolmentEvidence item(EvidenceRequest request) {
    try {
      JsonObject presented =
          Json.createObjectBuilder()
              .add("nonce", request.nonce())
              .add(
                  "ek_certificate",
                  Json.createArrayBuilder()
                      .add(Base64.getEncoder().encodeToString(endorsement.getEncoded())))
              .add("ak_public", text(attesterPublic))
              .build();
      byte[] secret = activate(request.tpmChallenge().apply(presented));
      return new EnrolmentEvidence(
          "tpm",
          text(evidence(request, presented, secret).toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the simulated TPM failed", e);
    }
  }

  private JsonObject evidence(EvidenceRequest request, JsonObject presented, byte[] secret)
      throws GeneralSecurityException {
    byte[] key = TpmForm.publicArea((ECPublicKey) request.key().getPublic(), TpmForm.SIGNING_KEY);
    byte[] qualifying = Sha256.of(request.nonce().getBytes(StandardCharsets.US_ASCII));
    byte[] certified = TpmForm.certified(attesterName, qualifying, TpmForm.name(key));
    byte[] quote = TpmForm.quoted(attesterName, qualifying, PCR);
    return Json.createObjectBuilder()
        .add("ek_certificate", presented.get("ek_certificate"))
        .add("ak_public", presented.get("ak_public"))
        .add("activation", text(secret))
        .add("key_public", text(key))
        .add("certify_info", text(certified))
        .add("certify_signature", text(TpmForm.signature(attester, certified)))
        .add("quote", text(quote))
        .add("quote_signature", text(TpmForm.signature(attester, quote)))
        .add(
            "pcrs",
            Json.createObjectBuilder()
                .add("bank", "sha256")
                .add("values", Json.createObjectBuilder().add("0", HexFormat.of().formatHex(PCR))))
        .build();
  }

  /** TPM2_ActivateCredential (TPM 2.0 Library, part 1 section 24). */
  private byte[] activate(JsonObject challenge) throws GeneralSecurityException {
    byte[] seed = decrypt(withoutLength(decoded(challenge, "encrypted_secret")));
    ByteBuffer blob = ByteBuffer.wrap(withoutLength(decoded(challenge, "credential_blob")));
    byte[] outer = new byte[blob.getShort()];
    blob.get(outer);
    byte[] identity = new byte[blob.remaining()];
    blob.get(identity);
    byte[] integrity = derived(seed, "INTEGRITY", new byte[0], SHA256_OCTETS);
    if (!Arrays.equals(outer, mac(integrity, TpmForm.joined(identity, attesterName)))) {
      throw new GeneralSecurityException("the challenge is not for this attestation key");
    }
    Cipher cipher = Cipher.getInstance("AES/CFB/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(derived(seed, "STORAGE", attesterName, AES_OCTETS), "AES"),
        new IvParameterSpec(new byte[AES_OCTETS]));
    return withoutLength(cipher.doFinal(identity));
  }

  private byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        endorsementKey,
        new OAEPParameterSpec(
            "SHA-256",
            "MGF1",
            MGF1ParameterSpec.SHA256,
            new PSource.PSpecified("IDENTITY\0".getBytes(StandardCharsets.US_ASCII))));
    return cipher.doFinal(encrypted);
  }

  /** KDFa (TPM 2.0 Library, part 1 section 11.4.10.2) for at most one block of SHA-256. */
  private static byte[] derived(byte[] seed, String label, byte[] context, int octets)
      throws GeneralSecurityException {
    byte[] block =
        mac(
            seed,
            TpmForm.joined(
                TpmForm.number(1),
                (label + "\0").getBytes(StandardCharsets.US_ASCII),
                context,
                TpmForm.number(octets * Byte.SIZE)));
    return Arrays.copyOf(block, octets);
  }

  private static byte[] mac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  private static byte[] withoutLength(byte[] octets) {
    return Arrays.copyOfRange(octets, Short.BYTES, octets.length);
  }

  private static byte[] decoded(JsonObject answer, String name) {
    return Base64.getUrlDecoder().decode(answer.getString(name));
  }

  private static String text(byte[] octets) {
    return BASE64URL.encodeToString(octets);
  }
}
