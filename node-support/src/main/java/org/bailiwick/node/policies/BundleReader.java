package org.bailiwick.node.policies;

import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;

/** Lets services of the domain fetch bundles, at a component that has enforcement points. */
@FunctionalInterface
public interface BundleReader {

  /** May this service fetch a bundle? */
  Question mayRead(VerifiedPeer service);
}
