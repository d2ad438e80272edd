package org.bailiwick.aca.evidence.tpm;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.aca.attestation.PlatformState;
import org.bailiwick.aca.attestation.boot.BootLog;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The item of type {@code tpm}: base64url of a JSON object, with structures of the TPM in base64url
 * and certificates in base64 as in x5c. Only the form is checked here.
 *
 * @param activation the secret that the TPM decrypted
 * @param key TPM2B_PUBLIC of the agent's key
 * @param platform the unverified PCR values of the quote, and the boot log
 */
record TpmEvidence(
    List<byte[]> endorsementChain,
    Octets attestationKey,
    Octets activation,
    Octets key,
    Signed certified,
    Signed quote,
    PlatformState platform) {

  private static final String WHAT = "tpm-evidence";
  private static final int MAX_TEXT = 65_536;

  /** The longest text of a boot log, which is base64url in a text that is base64url itself. */
  private static final int MAX_BOOT_LOG = BootLog.LONGEST / 3 * 4 + 4;

  private static final String BOOT_LOG = "boot_log";
  private static final Pattern REGISTER = Pattern.compile("[0-9]|1[0-9]|2[0-3]");
  private static final Pattern VALUE = Pattern.compile("([0-9a-f]{2}){32,64}");
  private static final Set<String> MEMBERS =
      Set.of(
          "ek_certificate",
          "ak_public",
          "activation",
          "key_public",
          "certify_info",
          "certify_signature",
          "quote",
          "quote_signature",
          "pcrs",
          BOOT_LOG);

  /** A statement of the TPM with the signature over it (TPMS_ATTEST, TPMT_SIGNATURE). */
  record Signed(Octets octets, Octets signature) {}

  static TpmEvidence parse(String value) {
    if (value.length() > MAX_TEXT + MAX_BOOT_LOG / 3 * 4) {
      throw malformed("The evidence of the TPM is too long.");
    }
    Claims json = Claims.parse(WHAT, decode(value));
    if (!MEMBERS.containsAll(json.names())) {
      throw malformed("The evidence of the TPM has an unknown member.");
    }
    return new TpmEvidence(
        certificates(json.texts("ek_certificate")),
        octets(json, "ak_public"),
        octets(json, "activation"),
        octets(json, "key_public"),
        new Signed(octets(json, "certify_info"), octets(json, "certify_signature")),
        new Signed(octets(json, "quote"), octets(json, "quote_signature")),
        platform(json));
  }

  private static PlatformState platform(Claims json) {
    Claims pcrs =
        json.object("pcrs").orElseThrow(() -> malformed("The evidence has no PCR values."));
    Claims given = pcrs.object("values").orElseThrow(() -> malformed("The PCRs have no values."));
    SortedMap<Integer, String> values = new TreeMap<>();
    for (String register : given.names()) {
      String hex = given.text(register);
      if (!REGISTER.matcher(register).matches() || !VALUE.matcher(hex).matches()) {
        throw malformed("A PCR is not a number up to 23 with a value in lower-case hex.");
      }
      values.put(Integer.valueOf(register), hex);
    }
    Optional<BootLog> bootLog =
        json.find(BOOT_LOG, MAX_BOOT_LOG).map(log -> BootLog.parse(decode(log)));
    return new PlatformState(pcrs.text("bank"), values, bootLog);
  }

  private static List<byte[]> certificates(List<String> texts) {
    List<byte[]> chain = new ArrayList<>();
    for (String text : texts) {
      try {
        chain.add(Base64.getDecoder().decode(text));
      } catch (IllegalArgumentException notBase64) {
        throw malformed("An element of ek_certificate is not base64.");
      }
    }
    return chain;
  }

  private static Octets octets(Claims json, String name) {
    return Octets.of(decode(json.text(name)));
  }

  private static byte[] decode(String base64url) {
    try {
      return Base64.getUrlDecoder().decode(base64url);
    } catch (IllegalArgumentException notBase64) {
      throw malformed("A part of the TPM's evidence is not base64url.");
    }
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, WHAT + "-malformed", detail);
  }
}
