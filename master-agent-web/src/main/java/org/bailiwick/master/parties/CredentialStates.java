package org.bailiwick.master.parties;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.feed.SerialStates;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationState.Good;
import org.bailiwick.node.peer.RevocationState.Revoked;
import org.bailiwick.node.peer.RevocationState.Unknown;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;

/**
 * Tells from memory whether the credentials of callers and agents are revoked, from the same view,
 * and within the same bound of age, as the check of a request's peer.
 */
public final class CredentialStates {

  private final TrustAnchors anchors;
  private final RevocationView revocations;
  private final SerialStates agents;
  private final PartnerSerialStates foreign;

  /**
   * The view answers for all anchors; {@code agents} for this domain's credentials by serial, and
   * {@code foreign} for those of partners.
   */
  public CredentialStates(
      TrustAnchors anchors,
      RevocationView revocations,
      SerialStates agents,
      PartnerSerialStates foreign) {
    this.anchors = anchors;
    this.revocations = revocations;
    this.agents = agents;
    this.foreign = foreign;
  }

  /** The state of a caller's certificate; unknown if its trust domain has no anchor here. */
  public RevocationState ofCaller(SpiffeId caller, X509Certificate certificate) {
    List<RevocationState> states =
        anchors.anchors().stream()
            .filter(anchor -> anchor.domain().equals(caller.trustDomain()))
            .map(anchor -> revocations.stateOf(certificate, anchor))
            .toList();
    return revoked(states)
        .or(() -> states.stream().filter(Good.class::isInstance).findFirst())
        .or(() -> states.stream().findFirst())
        .orElseGet(() -> new Unknown(caller.trustDomain() + " has no anchor"));
  }

  /** The state of a caller's credential of which only the serial number is stored. */
  public RevocationState ofCaller(SpiffeId caller, SerialNumber serial) {
    boolean own =
        anchors.anchors().stream()
            .filter(anchor -> anchor.use() == AnchorUse.AGENTS)
            .anyMatch(anchor -> anchor.domain().equals(caller.trustDomain()));
    return own ? ofAgent(serial) : foreign.stateOf(caller.trustDomain(), serial);
  }

  /**
   * The state of an agent's credential. The registry does not tell its issuing CA, so it is good
   * only if the state at every issuing CA is known, except those that are revoked themselves.
   */
  public RevocationState ofAgent(SerialNumber serial) {
    Optional<Anchor> anchor =
        anchors.anchors().stream().filter(each -> each.use() == AnchorUse.AGENTS).findFirst();
    if (anchor.isEmpty()) {
      return new Unknown("no anchor");
    }
    List<RevocationState> states = new ArrayList<>();
    for (X509Certificate issuer : anchors.intermediates()) {
      RevocationState ofIssuer = revocations.stateOf(issuer, anchor.get());
      RevocationState ofSerial = agents.stateOf(issuer, serial);
      if (ofSerial instanceof Revoked || ofIssuer instanceof Good) {
        states.add(ofSerial);
      } else if (ofIssuer instanceof Unknown) {
        states.add(ofIssuer);
      }
    }
    return revoked(states)
        .or(() -> states.stream().filter(Unknown.class::isInstance).findFirst())
        .or(() -> states.stream().findFirst())
        .orElseGet(() -> new Unknown("no issuing CA"));
  }

  private static Optional<RevocationState> revoked(List<RevocationState> states) {
    return states.stream().filter(Revoked.class::isInstance).findFirst();
  }
}
