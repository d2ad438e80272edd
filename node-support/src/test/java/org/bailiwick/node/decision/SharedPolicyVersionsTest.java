package org.bailiwick.node.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.bailiwick.policy.VersionFloor.Loaded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedPolicyVersionsTest {
  private static final Loaded FIRST = new Loaded(1, "a");
  private static final Loaded SECOND = new Loaded(2, "b");

  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final TestClock clock = TestClock.atPresent();
  private final GroupWriter one = writer();
  private final GroupWriter two = writer();

  @AfterEach
  void close() {
    one.close();
    two.close();
    database.close();
  }

  private GroupWriter writer() {
    return new GroupWriter(database.sink(), Thread::new, WriterSettings.of("domain/ars", clock));
  }

  private SharedPolicyVersions node(GroupWriter writer) {
    return new SharedPolicyVersions(database::inTransaction, writer, clock);
  }

  @Test
  void theHighestVersionOfAnyNodeIsThatOfAll() {
    assertThat(node(one).raise(FIRST)).isEqualTo(FIRST);
    assertThat(node(two).raise(FIRST)).isEqualTo(FIRST);
    assertThat(node(two).raise(SECOND)).isEqualTo(SECOND);
    assertThat(node(one).raise(FIRST)).isEqualTo(SECOND);
    assertThat(node(one).raise(new Loaded(2, "other content"))).isEqualTo(SECOND);
    assertThat(database.count("policy_version")).isEqualTo(2);
  }
}
