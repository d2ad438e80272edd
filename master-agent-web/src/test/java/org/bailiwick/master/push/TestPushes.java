package org.bailiwick.master.push;

import java.security.cert.X509Certificate;
import java.util.Set;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.outbound.Origin;

/** Configurations of push notifications of a Master Agent without a container. */
public final class TestPushes {

  private TestPushes() {}

  /** Where nobody is told. */
  public static PushConfigurations off(MasterRig rig) {
    return of(rig, settings(Set.of(), Set.of()));
  }

  /** Where clients may name these origins. */
  public static PushConfigurations to(MasterRig rig, Set<Origin> origins) {
    return of(rig, settings(origins, Set.of()));
  }

  static PushConfigurations of(MasterRig rig, PushSettings settings) {
    return new PushConfigurations(settings, rig.store(), rig.writer, rig.secretStore, rig.clock);
  }

  /** Seven configurations for a caller, three tries, eight at once; private addresses may be. */
  public static PushSettings settings(Set<Origin> origins, Set<X509Certificate> tlsAnchors) {
    return new PushSettings(origins, origins, tlsAnchors, 7, 3, 8);
  }
}
