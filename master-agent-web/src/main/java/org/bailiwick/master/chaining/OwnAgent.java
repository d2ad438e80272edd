package org.bailiwick.master.chaining;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.outbound.ClientIdentity;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The agent of this domain that the Master Agent is in other domains, by the credential in a
 * folder. The files are read again when they have changed, for instance by {@code agent renew}, and
 * the credential is verified for each use as that of a peer would be.
 */
public final class OwnAgent {

  /** The credential in use, and its key. */
  record Current(VerifiedPeer peer, ClientIdentity identity) {}

  private record Kept(String version, ClientIdentity identity) {}

  private final Optional<Path> folder;
  private final Function<List<X509Certificate>, VerifiedPeer> verifier;
  private volatile Optional<Kept> kept = Optional.empty();

  /** Without a folder there is no such agent. The function verifies a chain, or refuses it. */
  public OwnAgent(Optional<Path> folder, Function<List<X509Certificate>, VerifiedPeer> verifier) {
    this.folder = folder;
    this.verifier = verifier;
  }

  /**
   * The credential, which counts now.
   *
   * @throws ProblemException dependency-unavailable, with a check that begins with own-agent
   */
  Current require() {
    ClientIdentity identity = identity();
    VerifiedPeer peer;
    try {
      peer = verifier.apply(identity.chain());
    } catch (ProblemException e) {
      throw unavailable("own-agent-" + e.check(), e);
    }
    if (peer.kind() != VerifiedPeer.Kind.AGENT) {
      throw unavailable("own-agent-kind", null);
    }
    return new Current(peer, identity);
  }

  private ClientIdentity identity() {
    Path place = folder.orElseThrow(() -> unavailable("own-agent-missing", null));
    try {
      String version = ClientIdentity.versionOfAgent(place);
      Optional<Kept> before = kept.filter(known -> known.version().equals(version));
      if (before.isPresent()) {
        return before.get().identity();
      }
      ClientIdentity read = ClientIdentity.readAgent(place);
      kept = Optional.of(new Kept(version, read));
      return read;
    } catch (IOException e) {
      throw unavailable("own-agent-unreadable", e);
    }
  }

  private static ProblemException unavailable(String check, Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        check,
        "This Master Agent has no usable credential for other domains now.",
        cause);
  }
}
