package org.bailiwick.aca.activation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.hsm.Activation;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * Logs the node in to its HSM with an officer's PIN. The timers then do the tasks that waited for
 * the HSM (CRLs that are due, responder certificates, the head of the audit log). It is an EJB
 * because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HsmActivation {

  /** The longest PIN in octets; the resource reads no more. */
  public static final int LONGEST = 256;

  private static final StructuredLog LOG = StructuredLog.of(HsmActivation.class);
  private static final String EVENT = "hsm.activated";

  @Inject @ForAca private Gate gate;
  @Inject @ForAca private Keyring keyring;
  @Inject @ForAca private GroupWriter writer;

  /**
   * Returns when the node is logged in.
   *
   * @param pin UTF-8; overwritten
   * @throws ProblemException POLICY_DENIED; MALFORMED_REQUEST; HSM_PIN_REFUSED after one try;
   *     HSM_ALREADY_ACTIVE without a try; SIGNER_UNAVAILABLE when the HSM can't be reached
   */
  public void activate(VerifiedPeer officer, byte[] pin) {
    try {
      writer.record(gate.require(question(officer)));
      char[] characters = characters(pin);
      Activation outcome = keyring.activate(characters);
      Arrays.fill(characters, '\0');
      recordOutcome(outcome, officer.id().toString());
    } finally {
      Arrays.fill(pin, (byte) 0);
    }
  }

  private void recordOutcome(Activation outcome, String by) {
    switch (outcome) {
      case Activation.Done done ->
          writer.record(AuditEntry.of(EVENT, Outcome.DONE, "", by).about("hsm"));
      case Activation.PinRefused refused ->
          throw failed(by, ProblemType.HSM_PIN_REFUSED, "hsm-pin", "The HSM refused the PIN.");
      case Activation.AlreadyActive active ->
          throw failed(
              by,
              ProblemType.HSM_ALREADY_ACTIVE,
              "hsm-already-active",
              "The node has a PIN already and did not try this one.");
      case Activation.Unavailable unavailable -> {
        LOG.warn("hsm.not-activated", Map.of("reason", unavailable.reason()));
        throw failed(
            by, ProblemType.SIGNER_UNAVAILABLE, "hsm-away", "The HSM can't be reached now.");
      }
    }
  }

  private ProblemException failed(String by, ProblemType type, String check, String detail) {
    writer.record(AuditEntry.of(EVENT, Outcome.FAILED, check, by).about("hsm"));
    return new ProblemException(type, check, detail);
  }

  private static Question question(VerifiedPeer officer) {
    return Question.of(
        PeerEntity.of(officer),
        Action.ACTIVATE_HSM,
        new Entity("Service", "hsm", Map.of("name", "hsm")),
        Map.of());
  }

  private static char[] characters(byte[] pin) {
    if (pin.length == 0 || pin.length > LONGEST) {
      throw malformed();
    }
    try {
      CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(pin));
      char[] characters = new char[decoded.remaining()];
      decoded.get(characters);
      Arrays.fill(decoded.array(), '\0');
      return characters;
    } catch (CharacterCodingException notText) {
      throw malformed();
    }
  }

  private static ProblemException malformed() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "hsm-pin-form",
        "The body must be the PIN and nothing else.");
  }
}
