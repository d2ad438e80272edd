package org.bailiwick.aca.authority;

import java.util.Set;
import java.util.TreeSet;

/** Every key that this node needs in its token now, by the label that a ceremony gave it. */
public final class KeysInUse {

  private final Authorities authorities;
  private final Set<String> others;

  public KeysInUse(Authorities authorities, Set<String> others) {
    this.authorities = authorities;
    this.others = Set.copyOf(others);
  }

  public Set<String> labels() {
    Set<String> labels = new TreeSet<>(others);
    authorities.all().forEach(issuer -> labels.add(issuer.id()));
    return labels;
  }
}
