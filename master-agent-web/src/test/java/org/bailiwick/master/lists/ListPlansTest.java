package org.bailiwick.master.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.testing.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The queries of the lists read their rows in the order of an index, whatever the size of the
 * table. The plans are those of H2.
 */
@DisabledIfSystemProperty(named = TestPostgres.PROPERTY, matches = ".+")
class ListPlansTest {
  private static final int ROWS = 5000;
  private static final String SINCE = "2026-11-29T08:00:00Z";

  private ListRig rig;

  @BeforeEach
  void start(@TempDir Path folder) {
    rig = new ListRig(folder);
    rig.token("access", "", "access", "");
    rig.job("j0", ListRig.BUYER, "done", "08:00:00");
    rig.rig.run(
        "insert into token (jti, kind, parent_jti, caller, caller_serial, job_id, step_id, scope,"
            + " issued_at, expires_at) select 't' || x, 'step', 'access', 'caller-' || mod(x, 10),"
            + " '0a', 'job-' || mod(x, 500), 'a', 'a.b@1',"
            + " dateadd(second, x, timestamp '2026-11-29 08:00:00'),"
            + " timestamp '2999-01-01 00:00:00' from system_range(1, "
            + ROWS
            + ")");
    rig.rig.run(
        "insert into job (job_id, txn, caller, caller_serial, caller_certificate, principal,"
            + " access_jti, root_jti, purpose, request, request_sha256, state, created_at,"
            + " deadline) select 'j' || x, 'x' || x, 'caller-' || mod(x, 10), caller_serial,"
            + " caller_certificate, principal, access_jti, root_jti, purpose, request,"
            + " request_sha256, case mod(x, 100) when 0 then 'running' else 'done' end,"
            + " dateadd(second, x, timestamp '2026-11-29 08:00:00'), deadline"
            + " from job, system_range(1, "
            + ROWS
            + ")");
    rig.rig.run("analyze");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void jobsComeFromAnIndex() {
    JobList jobs = new JobList(rig.rig.store());
    assertThat(plan(jobs, "job")).contains("JOB_CREATED", "index sorted");
    assertThat(plan(jobs, "job", "since", SINCE)).contains("JOB_CREATED", "index sorted");
    assertThat(plan(jobs, "job", "caller", "caller-3"))
        .contains("JOB_CALLER_CREATED", "index sorted");
    assertThat(plan(jobs, "job", "state", "running")).contains("JOB_STATE_CREATED", "index sorted");
  }

  @Test
  void tokensComeFromAnIndex() {
    TokenList tokens = new TokenList(rig.rig.store(), rig.rig.clock);
    assertThat(plan(tokens, "token")).contains("TOKEN_ISSUED", "index sorted");
    assertThat(plan(tokens, "token", "since", SINCE)).contains("TOKEN_ISSUED", "index sorted");
    assertThat(plan(tokens, "token", "caller", "caller-3"))
        .contains("TOKEN_CALLER_ISSUED", "index sorted");
    assertThat(plan(tokens, "token", "job", "job-3")).contains("TOKEN_JOB_ISSUED", "index sorted");
  }

  /** The plan of the query that reads a second page. */
  private String plan(ListSource list, String table, String... filters) {
    rig.rig.run("set query_statistics true");
    rig.readTwoPages(list, filters);
    String executed =
        rows("select sql_statement from information_schema.query_statistics").stream()
            .filter(sql -> sql.contains("FROM " + table + " ") && sql.contains("<="))
            .findFirst()
            .orElseThrow();
    rig.rig.run("set query_statistics false"); // forgets the statements
    return rows("explain " + withValues(executed)).getFirst();
  }

  private static String withValues(String sql) {
    return sql.replaceAll("LIMIT \\?", "LIMIT 4")
        .replaceAll("OFFSET \\?", "OFFSET 0")
        .replaceAll("(_at (?:<=|>=|<)) \\?", "$1 timestamp '2026-11-29 08:00:30'")
        .replace("?", "'caller-3'");
  }

  private List<String> rows(String sql) {
    return rig.rig.store().read(em -> texts(em.createNativeQuery(sql).getResultList()));
  }

  private static List<String> texts(List<?> rows) {
    return rows.stream().map(Object::toString).toList();
  }
}
