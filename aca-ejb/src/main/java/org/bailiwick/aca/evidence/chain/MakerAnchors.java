package org.bailiwick.aca.evidence.chain;

import java.nio.file.Path;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.credential.Pem;

/** The trust anchors of manufacturers: every certificate in the folder's PEM files. */
final class MakerAnchors {

  private MakerAnchors() {}

  static FolderSource<Set<TrustAnchor>> in(Path folder, Clock clock) {
    return new FolderSource<>(folder, ".pem", MakerAnchors::read, clock);
  }

  private static Set<TrustAnchor> read(List<FolderSource.Content> files) {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (FolderSource.Content file : files) {
      for (X509Certificate certificate : Pem.certificates(file.bytes())) {
        anchors.add(new TrustAnchor(certificate, null));
      }
    }
    return anchors;
  }
}
