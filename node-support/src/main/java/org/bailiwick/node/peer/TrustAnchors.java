package org.bailiwick.node.peer;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The anchors a node trusts now. Asked on every request, so the answer comes from memory and may
 * change over time.
 */
public interface TrustAnchors {
  List<Anchor> anchors();

  /**
   * CA certificates that help to complete a path when the peer did not send them. They are not
   * trusted by themselves: a path through them must still end in an anchor.
   */
  default List<X509Certificate> intermediates() {
    return List.of();
  }
}
