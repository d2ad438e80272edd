package org.bailiwick.broker.credential;

import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.client.credential.CredentialFolder;

/**
 * A certificate that the back end is shown in TLS.
 *
 * @param other a folder of credentials; the broker's own if empty
 */
public record ShownCertificate(Optional<Path> other) {
  private static final String OWN = "own";

  /** {@code own}, or the path of a folder of credentials. */
  public static ShownCertificate parse(String text) {
    return new ShownCertificate(Optional.of(text).filter(each -> !each.equals(OWN)).map(Path::of));
  }

  public CredentialFolder folder(BackEndTools tools) {
    return other.map(CredentialFolder::at).orElseGet(tools::folder);
  }
}
