package org.bailiwick.aca.publication;

import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.aca.wit.WitKeys;

/** The publications of a test node, for tests of other packages. */
public final class TestPublications {

  private TestPublications() {}

  public static Publications of(
      AcaSettings settings, Authorities authorities, CrlPublisher crls, Read read) {
    return new Publications(
        authorities,
        crls,
        new OperatorAnchors(authorities, read.revoked()),
        read.witKeys(),
        settings);
  }

  /** The parts that are read from the database. */
  public record Read(RevokedCredentials revoked, WitKeys witKeys) {}
}
