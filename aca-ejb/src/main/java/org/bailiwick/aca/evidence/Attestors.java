package org.bailiwick.aca.evidence;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.Attestor;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;

/**
 * The attestors of this authority. A device's certificate is in the statement that its key signed;
 * the evidence of every other attestor is an item of its own.
 */
public final class Attestors {

  private final DeviceAuthenticator devices;
  private final Map<String, Attestor> byType;

  public Attestors(DeviceAuthenticator devices, List<Attestor> attestors) {
    this.devices = devices;
    this.byType = attestors.stream().collect(Collectors.toMap(Attestor::type, Function.identity()));
  }

  AttestedSubject device(List<byte[]> chain) {
    return devices.authenticate(chain);
  }

  /** The subjects of all items. If an item is refused, the whole request is refused. */
  List<AttestedSubject> authenticate(List<EvidenceItem> items, EvidenceBinding binding) {
    Set<String> seen = new HashSet<>();
    List<AttestedSubject> subjects = new ArrayList<>();
    for (EvidenceItem item : items) {
      Attestor attestor = byType.get(item.type());
      if (attestor == null) {
        throw rejected("evidence-type-unknown", "The request has evidence of an unknown type.");
      }
      if (!seen.add(item.type())) {
        throw rejected("evidence-type-twice", "Two pieces of evidence are of one type.");
      }
      subjects.add(attestor.authenticate(item, binding));
    }
    return subjects;
  }
}
