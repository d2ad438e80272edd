package org.bailiwick.aca.issuance;

import org.bailiwick.aca.est.EstEnroller;
import org.bailiwick.aca.est.TestEst;

/** EST into the issuer of a fixture, with the label files of the folder {@code est}. */
final class EstFixture {

  private EstFixture() {}

  static EstEnroller into(IssuerFixture fixture) {
    return TestEst.of(
        new TestEst.Parts(
            fixture.database.reader(),
            fixture.ledger,
            fixture.review,
            fixture.issuer,
            fixture.profiles),
        fixture.settings,
        fixture.authorities,
        fixture.clock);
  }
}
