package org.bailiwick.aca.evidence.tpm;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.bailiwick.aca.attestation.PlatformState;
import org.bailiwick.aca.attestation.boot.BootLog;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.Attestor;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;

/**
 * The attestor {@code tpm}: a trusted vendor's TPM that contains the agent's key. The steps are
 * those of docs/attestors/tpm.md.
 */
public final class TpmAttestor implements Attestor {

  public static final String TYPE = "tpm";

  private final ActivationDesk desk;

  public TpmAttestor(ActivationDesk desk) {
    this.desk = desk;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AttestedSubject authenticate(EvidenceItem item, EvidenceBinding binding) {
    TpmEvidence evidence = TpmEvidence.parse(item.value());
    EndorsementKey endorsement = desk.endorsement(evidence.endorsementChain()); // 1
    TpmPublic attester = desk.attester(evidence.attestationKey().bytes()); // 2
    byte[] secret = desk.secret(binding.nonce(), endorsement, attester);
    if (!MessageDigest.isEqual(secret, evidence.activation().bytes())) { // 3
      throw rejected(
          "ak-activation",
          "It is not proved that the attestation key and the endorsement key are in one TPM.");
    }
    byte[] nonce = TpmHash.SHA256.of(binding.nonce().getBytes(StandardCharsets.US_ASCII));
    requireOwnKey(evidence, attester, binding, nonce); // 4
    PlatformState state = platform(evidence, attester, nonce); // 5
    return AttestedSubject.of(
            TYPE, endorsement.issuer(), endorsement.serialNumber(), endorsement.key())
        .rootedIn(endorsement.anchor())
        .attesting(state);
  }

  /** Requires that the agent's key was made in this TPM and can't leave it. */
  private static void requireOwnKey(
      TpmEvidence evidence, TpmPublic attester, EvidenceBinding binding, byte[] nonce) {
    TpmPublic key = TpmPublic.parse("key", evidence.key().bytes());
    if (!MessageDigest.isEqual(key.key().getEncoded(), binding.agentKey().getEncoded())) {
      throw rejected("key-not-agents", "The TPM's evidence is about a key other than the CSR's.");
    }
    if (!key.attributes().signs()) {
      throw rejected(
          "key-attributes", "The key was not made in the TPM, can leave it, or can't sign freely.");
    }
    TpmEvidence.Signed certified = evidence.certified();
    requireSigned("certify", certified, attester);
    if (!TpmAttest.certifiedName("certify", certified.octets().bytes(), nonce).equals(key.name())) {
      throw rejected("certify-name", "The TPM certifies another key.");
    }
  }

  private static PlatformState platform(TpmEvidence evidence, TpmPublic attester, byte[] nonce) {
    TpmEvidence.Signed quote = evidence.quote();
    requireSigned("quote", quote, attester);
    QuotedPcrs quoted = TpmAttest.quotedPcrs("quote", quote.octets().bytes(), nonce);
    TpmHash signed = attester.scheme().orElseThrow().hash();
    PlatformState state = evidence.platform();
    if (!quoted.haveValues(state.bank(), state.values(), signed)) {
      throw rejected("quote-pcrs", "The quote is of other registers or values than the evidence.");
    }
    state.bootLog().ifPresent(log -> requireLeadsTo(state, log)); // 6
    return state;
  }

  /** Firmware logs each change of its registers, so a log that leads elsewhere is a false one. */
  private static void requireLeadsTo(PlatformState state, BootLog log) {
    if (!state.bank().equals(TpmHash.SHA256.bank())) {
      throw rejected("boot-log-bank", "A boot log needs a quote of the bank sha256.");
    }
    state
        .values()
        .headMap(BootLog.FIRMWARE_REGISTERS)
        .forEach(
            (register, value) -> {
              if (!log.replayed(register).equals(value)) {
                throw rejected(
                    "boot-log-replay",
                    "The boot log does not lead to the quoted value of PCR " + register + ".");
              }
            });
  }

  private static void requireSigned(String what, TpmEvidence.Signed signed, TpmPublic attester) {
    boolean good =
        TpmSignature.parse(what + "-signature", signed.signature().bytes())
            .isOf(attester.key(), signed.octets().bytes(), attester.scheme().orElseThrow());
    if (!good) {
      throw rejected(
          what + "-signature", "The TPM's " + what + " is not signed by the attestation key.");
    }
  }
}
