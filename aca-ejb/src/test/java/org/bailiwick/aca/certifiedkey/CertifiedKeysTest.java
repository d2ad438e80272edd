package org.bailiwick.aca.certifiedkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.bailiwick.aca.testing.TestLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The migration of a home in which two names hold one key. */
class CertifiedKeysTest {

  private final TestLedger database = TestLedger.open(Clock.systemUTC());

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theNameToWhichAKeyWasCertifiedLastKeepsIt() throws IOException {
    issued("reader", "shared", "null", "2026-01-01");
    issued("writer", "shared", "'owner'", "2026-01-02");
    issued("reader", "own", "'owner'", "2026-01-03");
    issued("planner", "both", "'both'", "2026-01-04");
    for (String statement :
        Files.readString(Path.of("../sql/aca/V019__certified_keys.sql")).split(";", -1)) {
      if (statement.contains("insert into")) {
        database.run(statement);
      }
    }
    assertThat(held("shared", "subject", "writer")).isOne();
    assertThat(held("own", "subject", "reader")).isOne();
    assertThat(held("owner", "owner", "")).isOne();
    assertThat(held("both", "subject", "planner")).isOne();
    assertThat(database.count("certified_key")).isEqualTo(4);
  }

  private long held(String key, String part, String holder) {
    return database.count(
        "certified_key where public_key_sha256 = '%s' and part = '%s' and holder = '%s'"
            .formatted(key, part, holder));
  }

  private void issued(String agent, String key, String owner, String day) {
    database.run(
        """
        insert into issuance (issuer_id, serial, profile, agent, verdict, public_key_sha256,
            owner_key_sha256, crl_shard, not_before, not_after, tbs, request_id, reserved_at)
        values ('issuing-1', '%s', 'agent', '%s', '', '%s', %s, 0, timestamp '%s 00:00:00',
            timestamp '2027-01-01 00:00:00', cast('0' as bytea), 'r', timestamp '%s 00:00:00')
        """
            .formatted(database.count("issuance"), agent, key, owner, day, day));
  }
}
