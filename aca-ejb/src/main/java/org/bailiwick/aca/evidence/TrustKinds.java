package org.bailiwick.aca.evidence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.evidence.anchor.InitialTrust;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The kinds of initial trust that are known here. A device's certificate comes with the statement
 * that its key signed; every other kind is an item of the evidence.
 */
public final class TrustKinds {

  private final DeviceAuthenticator devices;
  private final Map<String, InitialTrust> kinds;

  public TrustKinds(DeviceAuthenticator devices, List<InitialTrust> kinds) {
    this.devices = devices;
    this.kinds = kinds.stream().collect(Collectors.toMap(InitialTrust::type, Function.identity()));
  }

  TrustedAnchor device(List<byte[]> chain) {
    return devices.authenticate(chain);
  }

  /** Everybody that the items are about; one that is not good spoils all. */
  List<TrustedAnchor> authenticate(List<EvidenceItem> items, EvidenceBinding binding) {
    Set<String> seen = new HashSet<>();
    List<TrustedAnchor> anchors = new ArrayList<>();
    for (EvidenceItem item : items) {
      InitialTrust kind = kinds.get(item.type());
      if (kind == null) {
        throw rejected("evidence-type-unknown", "No evidence of one of these types is known here.");
      }
      if (!seen.add(item.type())) {
        throw rejected("evidence-type-twice", "Two pieces of evidence are of one type.");
      }
      anchors.add(kind.authenticate(item, binding));
    }
    return anchors;
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
