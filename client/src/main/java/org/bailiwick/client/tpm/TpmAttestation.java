package org.bailiwick.client.tpm;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;

/**
 * Evidence by a TPM (docs/attestors/tpm.md): it activates a credential, certifies the agent's key
 * and quotes registers. The attestation key is derived again from the endorsement seed each time.
 */
public record TpmAttestation(TpmSettings settings) {
  private static final HexFormat HEX = HexFormat.of();

  /** Magic number and version of the file that tpm2_activatecredential reads. */
  private static final byte[] CREDENTIAL_HEADER = HEX.parseHex("badcc0de00000001");

  /** Handles in the owner hierarchy, at which keys are stored while a raw command uses them. */
  private static final String AK_HANDLE = "0x8100ba11";

  private static final String KEY_HANDLE = "0x8100ba12";
  private static final String MAKE_ATTESTATION_KEY =
      "tpm2_createprimary -Q -C e -G ecc256:ecdsa-sha256:null -c ak.ctx"
          + " -a fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign";
  private static final Pattern REGISTER = Pattern.compile("(?m)^ *([0-9]+) *: 0x([0-9A-F]+)$");

  /**
   * The value of an item of evidence: the TPM's statements about the agent's key for this nonce.
   *
   * @param challenge asks the authority for a challenge that only this TPM can decrypt
   */
  public String value(String nonce, PrivateKey agent, UnaryOperator<JsonObject> challenge) {
    if (!(agent instanceof TpmPrivateKey key)) {
      throw TpmSession.refused("tpm-key", "The agent's key is not in a TPM", null);
    }
    Optional<byte[]> bootLog = settings.bootLog().map(BootLogFile::read);
    try (TpmSession session = new TpmSession(settings.tcti())) {
      JsonObject request = request(session, nonce);
      session.write("credential", credential(challenge.apply(request)));
      activate(session);
      key.load(session);
      byte[] qualifying = Sha256.of(nonce);
      JsonObjectBuilder evidence =
          Json.createObjectBuilder()
              .add("ek_certificate", request.get("ek_certificate"))
              .add("ak_public", request.get("ak_public"))
              .add("activation", base64url(session.read("activated")))
              .add("key_public", base64url(key.publicPart()));
      certify(session, qualifying, evidence);
      quote(session, qualifying, evidence);
      bootLog.ifPresent(log -> evidence.add("boot_log", base64url(log)));
      return base64url(evidence.build().toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private JsonObject request(TpmSession session, String nonce) {
    session.run(MAKE_ATTESTATION_KEY);
    session.run("tpm2_readpublic -Q -c ak.ctx -f tss -o ak.pub");
    session.run("tpm2_nvread -C o -o ek.der " + settings.endorsement().certificate());
    JsonArrayBuilder chain =
        Json.createArrayBuilder().add(Base64.getEncoder().encodeToString(session.read("ek.der")));
    issuers().forEach(issuer -> chain.add(Base64.getEncoder().encodeToString(der(issuer))));
    return Json.createObjectBuilder()
        .add("nonce", nonce)
        .add("ek_certificate", chain)
        .add("ak_public", base64url(session.read("ak.pub")))
        .build();
  }

  private List<X509Certificate> issuers() {
    if (settings.ekChain().isEmpty()) {
      return List.of();
    }
    try {
      return Pem.certificates(Files.readString(settings.ekChain().get()));
    } catch (IOException e) {
      throw TpmSession.refused("tpm-ek-chain", "The endorsement key's issuers cannot be read", e);
    }
  }

  private static byte[] credential(JsonObject answer) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(CREDENTIAL_HEADER);
    file.writeBytes(Base64.getUrlDecoder().decode(answer.getString("credential_blob")));
    file.writeBytes(Base64.getUrlDecoder().decode(answer.getString("encrypted_secret")));
    return file.toByteArray();
  }

  /**
   * Decrypts the challenge. The template of the RSA endorsement key has a policy, which is
   * satisfied by the endorsement hierarchy's secret; the template of the ECC key has none.
   */
  private void activate(TpmSession session) {
    String activate =
        "tpm2_activatecredential -Q -c ak.ctx -i credential -o activated -C "
            + settings.endorsement().handle();
    if (settings.endorsement() == TpmSettings.Endorsement.ECC) {
      session.run(activate);
      return;
    }
    session.runOnly("tpm2_startauthsession --policy-session -S session.ctx");
    try {
      session.runOnly("tpm2_policysecret -Q -S session.ctx -c e");
      session.run(activate + " -P session:session.ctx");
    } finally {
      session.runOnly("tpm2_flushcontext session.ctx");
    }
  }

  /**
   * Sends TPM2_Certify as a raw command, since tpm2_certify has no option for qualifying data. The
   * command has two handles, two empty passwords and the key's own scheme.
   */
  private static void certify(TpmSession session, byte[] qualifying, JsonObjectBuilder evidence) {
    String evict = "tpm2_evictcontrol -Q -C o -c ";
    session.run(evict + "ak.ctx " + AK_HANDLE);
    try {
      session.run(evict + "agent.ctx " + KEY_HANDLE);
      try {
        session.write("command", certifyCommand(qualifying));
        session.run("tpm2_send -o answer command");
      } finally {
        session.run(evict + KEY_HANDLE);
      }
    } finally {
      session.run(evict + AK_HANDLE);
    }
    readCertified(ByteBuffer.wrap(session.read("answer")), evidence);
  }

  private static byte[] certifyCommand(byte[] qualifying) {
    String body =
        "00000148" // TPM_CC_Certify
            + KEY_HANDLE.substring(2)
            + AK_HANDLE.substring(2)
            + "00000012" // two sessions with empty passwords
            + "400000090000010000"
            + "400000090000010000"
            + "0020"
            + HEX.formatHex(qualifying)
            + "0010"; // TPM_ALG_NULL: the key's scheme
    byte[] bytes = HEX.parseHex(body);
    return ByteBuffer.allocate(bytes.length + 6)
        .putShort((short) 0x8002) // TPM_ST_SESSIONS
        .putInt(bytes.length + 6)
        .put(bytes)
        .array();
  }

  /** The answer has a header of ten octets, a size, TPM2B_ATTEST and TPMT_SIGNATURE. */
  private static void readCertified(ByteBuffer answer, JsonObjectBuilder evidence) {
    if (answer.remaining() < 16 || answer.getInt(6) != 0) {
      throw TpmSession.refused("tpm-certify", "The TPM does not certify the agent's key", null);
    }
    int parameters = answer.getInt(10);
    byte[] info = new byte[Short.toUnsignedInt(answer.getShort(14))];
    answer.position(16).get(info);
    byte[] signature = new byte[parameters - 2 - info.length];
    answer.get(signature);
    evidence.add("certify_info", base64url(info)).add("certify_signature", base64url(signature));
  }

  private void quote(TpmSession session, byte[] qualifying, JsonObjectBuilder evidence) {
    String registers = "sha256:" + settings.pcrs();
    session.run(
        "tpm2_quote -Q -c ak.ctx -m quote.msg -s quote.sig -g sha256 -l %s -q %s"
            .formatted(registers, HEX.formatHex(qualifying)));
    JsonObjectBuilder values = Json.createObjectBuilder();
    Matcher line = REGISTER.matcher(session.run("tpm2_pcrread " + registers));
    while (line.find()) {
      values.add(line.group(1), line.group(2).toLowerCase(Locale.ROOT));
    }
    evidence
        .add("quote", base64url(session.read("quote.msg")))
        .add("quote_signature", base64url(session.read("quote.sig")))
        .add("pcrs", Json.createObjectBuilder().add("bank", "sha256").add("values", values));
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw TpmSession.refused("tpm-ek-chain", "A certificate cannot be encoded", e);
    }
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
