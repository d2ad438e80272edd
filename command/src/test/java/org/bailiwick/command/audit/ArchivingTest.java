package org.bailiwick.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.bailiwick.command.archive.Archiving.Outcome;
import org.bailiwick.command.archive.Archiving.Outcome.Archived;
import org.bailiwick.command.archive.RecordsArchive;
import org.bailiwick.node.audit.HeadStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivingTest {
  private static final String LONG_AGO = "2026-01-10 00:00:00";
  private static final String LATER = "2026-02-10 00:00:00";
  private static final String LIVES = "2036-01-01 00:00:00";
  private static final String SERIALS = "select serial from issuance order by serial";
  private static final String ROWS = "select seq from audit_entry order by seq";

  @TempDir private Path folder;
  private ArchiveRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new ArchiveRig(folder);
  }

  @AfterEach
  void close() throws SQLException {
    rig.close();
  }

  private void twoExpiredOneValid() throws SQLException {
    rig.issue("01", "a", LONG_AGO);
    rig.revoke("01", LONG_AGO);
    rig.issue("02", "a", LATER);
    rig.issue("03", "a", LIVES);
  }

  private void sixRowsTwoHeads() throws SQLException {
    for (int day = 1; day <= 6; day++) {
      rig.write("happened", "2026-01-0" + day + "T00:00:00");
      if (day == 2 || day == 5) {
        rig.signHead();
      }
    }
    rig.write("happened", "2026-12-01T00:00:00");
  }

  @Test
  void credentialsThatNothingNeedsLeaveWithAllThatBelongsToThem() throws Exception {
    twoExpiredOneValid();
    rig.run("insert into compromised_key values ('key', timestamp '2026-01-01 00:00:00', 'o', '')");
    Archived done = archived(rig.archive());
    assertThat(rig.column(SERIALS)).containsExactly("03");
    assertThat(rig.column("select serial from completion")).containsExactly("03");
    assertThat(rig.column("select serial from enrolment")).containsExactly("03");
    assertThat(rig.column("select serial from revocation")).isEmpty();
    assertThat(rig.column("select public_key_sha256 from compromised_key")).hasSize(1);
    List<String> lines = Files.readAllLines(done.folder().resolve("ledger.jsonl"));
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .contains(
            "\"serial\":\"01\"", "\"reason\":\"superseded\"", "\"idempotency_key\":\"key-01\"");
    assertThat(done.manifest().credentials().counts().revocations()).isEqualTo(1);
    assertThat(done.manifest().credentials().first()).isEqualTo("issuing-1/01");
    assertThat(done.manifest().credentials().last()).isEqualTo("issuing-1/02");
  }

  @Test
  void whatIsStillNeededStays() throws Exception {
    rig.issue("0b", "newest of its holder", LONG_AGO);
    rig.issue("0c1", "revoked lately", LONG_AGO);
    rig.issue("0c2", "revoked lately", LATER);
    rig.revoke("0c1", "2026-07-01 00:00:00");
    rig.issue("0d1", "newest of its device", LONG_AGO);
    rig.issue("0d2", "newest of its device", LATER);
    rig.run("update issuance set device_serial = 'another' where serial = '0d2'");
    rig.issue("0e1", "frozen", LONG_AGO);
    rig.issue("0e2", "frozen", LATER);
    freeze("frozen");
    rig.issue("0f1", "made by a ceremony", LONG_AGO);
    rig.issue("0f2", "made by a ceremony", LATER);
    rig.run("update issuance set request_id = 'ceremony' where serial = '0f1'");
    rig.issue("0f3", "expired lately", "2026-06-01 00:00:00");
    rig.issue("0f4", "expired lately", LIVES);
    rig.issue("0d3", "newest, after a clock that was ahead", LATER);
    rig.issue("0d4", "newest, after a clock that was ahead", LONG_AGO);
    rig.reserve("0f5", "a renewal that was never completed", LATER);
    rig.issue("0f6", "a renewal that was never completed", LONG_AGO);
    List<String> before = rig.column(SERIALS);
    assertThat(rig.archive()).isInstanceOf(Archived.class);
    before.removeAll(List.of("0d3", "0f5"));
    assertThat(rig.column(SERIALS)).isEqualTo(before);
  }

  @Test
  void aNameThatWasReleasedIsLikeAnyOther() throws Exception {
    rig.issue("01", "a", LONG_AGO);
    rig.issue("02", "a", LIVES);
    freeze("a");
    assertThat(rig.archive()).isInstanceOf(Outcome.Nothing.class);
    assertThat(rig.archives()).isDirectoryNotContaining("glob:**archive*");
    rig.run("insert into identity_release values ('f', 'o', timestamp '2026-01-20 00:00:00', '')");
    assertThat(rig.archive()).isInstanceOf(Archived.class);
    assertThat(rig.column(SERIALS)).containsExactly("02");
  }

  private void freeze(String agent) throws SQLException {
    rig.run(
        "insert into identity_freeze values ('f', '%s', 'm', '1', '01', '02', timestamp '%s')"
            .formatted(agent, LATER));
  }

  @Test
  void rowsOfTheLogLeaveUpToASignedHeadAndTheChainGoesOn() throws Exception {
    sixRowsTwoHeads();
    Archived done = archived(rig.archive());
    assertThat(rig.column(ROWS)).containsExactly("6", "7", "8");
    assertThat(
            rig.column(
                "select event || ' ' || subject || ' ' || details from audit_entry where seq = 8"))
        .singleElement()
        .asString()
        .contains("records.archived", ArchiveRig.OFFICER, HeadStatement.digest(done.signed()));
    assertThat(rig.stored().verdict()).startsWith("intact: rows 6 to 8 of authority/aca");
    assertThat(rig.stored().notes())
        .singleElement()
        .asString()
        .startsWith("rows 1 to 5 and 0 credentials are in archive 1, signed at");
    assertThat(rig.manifests().faultOf(rig.archives())).isEmpty();
    assertThat(rig.whole().verdict()).startsWith("intact: 8 rows of authority/aca");
  }

  @Test
  void whatDoesNotVerifyIsNotArchived() throws Exception {
    sixRowsTwoHeads();
    rig.run("update audit_entry set event = 'forged' where seq = 3");
    assertThatThrownBy(rig::archive)
        .hasMessageContaining("Row 3 of the audit log breaks the chain");
    assertThat(rig.column(ROWS)).hasSize(7);
  }

  @Test
  void theNextArchiveBeginsWhereTheOneBeforeEnded() throws Exception {
    for (int day = 1; day <= 2; day++) {
      rig.write("happened", "2026-01-0" + day + "T00:00:00");
    }
    rig.signHead();
    archived(rig.archive());
    assertThat(rig.archive()).isInstanceOf(Outcome.Nothing.class);
    twoExpiredOneValid();
    Archived second = archived(rig.archive());
    assertThat(second.manifest().number()).isEqualTo(2);
    assertThat(second.manifest().rows().count()).isZero();
    assertThat(second.manifest().previous()).isEqualTo(digestOf(1));
    assertThat(rig.stored().notes())
        .last()
        .asString()
        .startsWith("no rows and 2 credentials are in archive 2");
    assertThat(rig.manifests().faultOf(rig.archives())).isEmpty();
    assertThat(rig.whole().verdict()).startsWith("intact: 4 rows");
  }

  private String digestOf(long number) {
    return HeadStatement.digest(RecordsArchive.of(rig.archives(), number).manifest().orElseThrow());
  }

  @Test
  void nothingLeavesWithoutASignature() throws Exception {
    twoExpiredOneValid();
    sixRowsTwoHeads();
    assertThatThrownBy(
            () ->
                rig.archive(
                    manifest -> {
                      throw new IllegalStateException("the HSM is away");
                    }))
        .hasMessage("the HSM is away");
    assertThatThrownBy(() -> rig.archive(manifest -> "no.signature.at-all"))
        .hasMessageContaining("not signed by the audit key");
    assertThat(rig.column(SERIALS)).hasSize(3);
    assertThat(rig.column(ROWS)).hasSize(7);
    archived(rig.archive());
    assertThat(rig.column(SERIALS)).hasSize(1);
  }

  @Test
  void whatTheDiskHasMustBeWhatWasSigned() throws Exception {
    twoExpiredOneValid();
    Path ledger = RecordsArchive.of(rig.archives(), 1).folder().resolve("ledger.jsonl");
    assertThatThrownBy(() -> rig.archive(rig.after(() -> Files.writeString(ledger, "{}"))))
        .hasMessageContaining("ledger.jsonl differs from what was signed");
    assertThat(rig.column(SERIALS)).hasSize(3);
    assertThat(archived(rig.archive()).resumed()).isFalse();
    assertThat(rig.column(SERIALS)).hasSize(1);
  }

  /** Killed between the seal and the first removal, and then in the middle of the removal. */
  @Test
  void repeatingFinishesWhatWasInterrupted() throws Exception {
    twoExpiredOneValid();
    sixRowsTwoHeads();
    rig.run("delete from lease");
    assertThatThrownBy(rig::archive).hasMessageContaining("No authority has written");
    assertThat(rig.column(SERIALS)).hasSize(3);
    assertThat(rig.column(ROWS)).hasSize(7);
    rig.run(
        "insert into lease (name, holder, expires_at) values ('writer', 'a node', timestamp"
            + " '2026-01-01 00:00:00')");
    assertThat(archived(rig.archive()).resumed()).isTrue();
    assertThat(rig.column(SERIALS)).containsExactly("03");

    RecordsArchive.of(rig.archives(), 1)
        .rows(
            row -> {
              if (row.getInt("seq") >= 3) {
                insert(row);
              }
            });
    assertThat(rig.stored().verdict()).startsWith("intact: rows 3 to 8");
    assertThat(archived(rig.archive()).resumed()).isTrue();
    assertThat(rig.column(ROWS)).containsExactly("6", "7", "8");
    assertThat(rig.whole().verdict()).startsWith("intact: 8 rows");
  }

  private void insert(JsonObject row) {
    try {
      rig.insert(row);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An officer revokes an expired credential just then: what he wrote is not lost. */
  @Test
  void whatChangesMeanwhileStays() throws Exception {
    twoExpiredOneValid();
    Archived done = archived(rig.archive(rig.after(() -> rig.revoke("02", LATER))));
    assertThat(done.kept()).isEqualTo(1);
    assertThat(rig.column(SERIALS)).containsExactly("02", "03");
    assertThat(rig.column("select serial from completion order by serial"))
        .containsExactly("02", "03");
    assertThat(archived(rig.archive()).manifest().number()).isEqualTo(2);
    assertThat(rig.column(SERIALS)).containsExactly("03");
  }

  @Test
  void aChangedAMissingAndAForgedArchiveAreNamed() throws Exception {
    sixRowsTwoHeads();
    Path rows = archived(rig.archive()).folder().resolve("audit.jsonl");
    String content = Files.readString(rows);
    Files.writeString(rows, content.replaceFirst("happened", "changed!"));
    assertThat(fault())
        .isEqualTo("archive 1 (rows 1 to 5): audit.jsonl differs from what was signed");
    Files.delete(rows);
    assertThat(fault()).contains("audit.jsonl differs");
    Files.delete(rows.resolveSibling("manifest.jws"));
    assertThat(fault()).startsWith("archive 1 (rows 1 to 5) is not in");
    rig.run("update records_archive set statement = 'a.b.c'");
    assertThat(rig.stored().verdict())
        .isEqualTo("BROKEN: manifest of archive 1 is not signed by the audit key");
  }

  private String fault() throws SQLException {
    return rig.manifests().faultOf(rig.archives()).orElseThrow();
  }

  @Test
  void rowsThatLeftWithoutAnArchiveAreMissed() throws Exception {
    sixRowsTwoHeads();
    archived(rig.archive());
    rig.run("delete from audit_entry where seq = 6");
    assertThat(rig.stored().verdict()).isEqualTo("BROKEN: row 7 does not follow row 5");
    rig.run("delete from records_archive");
    assertThat(rig.stored().verdict()).isEqualTo("BROKEN: row 7 does not follow row 0");
  }

  @Test
  void anotherDatabaseIsNotTouched() throws Exception {
    sixRowsTwoHeads();
    assertThatThrownBy(
            () ->
                rig.archive(
                    rig.after(
                        () ->
                            rig.run("update audit_entry set hash = previous_hash where seq = 5"))))
        .hasMessageContaining("does not hold row 5 as it was archived");
    assertThat(rig.column(ROWS)).hasSize(7);
  }

  private static Archived archived(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Archived.class);
    return (Archived) outcome;
  }
}
