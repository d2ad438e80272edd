package org.bailiwick.ars.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.clock.SteadyTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index is a cache, which is made anew from the database whenever that is needed. */
class AgentIndexTest {
  @TempDir Path folder;
  private TestRegistry registry;
  private Path place;

  @BeforeEach
  void open() {
    registry = new TestRegistry(folder);
    place = folder.resolve("cache-search");
    registry.list("1", registry.ca.agent("one", "invoice.parse@1"));
    registry.list("2", registry.ca.agent("two", "invoice.parse@1"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void followsRegistrationsAndRemovals() {
    try (AgentIndex index = AgentIndex.at(Optional.empty())) {
      IndexFollower follower = follower(index, registry.changes());
      follower.follow();
      assertThat(found(index)).containsExactly(id("1"), id("2"));
      registry.list("3", registry.ca.agent("three", "invoice.parse@1"));
      follower.follow();
      assertThat(found(index)).containsExactly(id("1"), id("2"), id("3"));
      spoil("2");
      follower.follow();
      assertThat(found(index)).containsExactly(id("1"), id("3"));
    }
  }

  /** Its changes of after the last start are stored; a restart reads the rest. */
  @Test
  void anIndexFromBeforeAnswersAtOnceAndIsReadAgain() {
    try (AgentIndex index = AgentIndex.at(Optional.of(place))) {
      follower(index, registry.changes()).follow();
    }
    registry.list("3", registry.ca.agent("three", "invoice.parse@1"));
    registry.run("delete from agent_capability where agent_id = '" + id("2") + "'");
    try (AgentIndex index = AgentIndex.at(Optional.of(place))) {
      assertThat(found(index)).containsExactly(id("1"), id("2"));
      follower(index, registry.changesAfterRestart()).follow();
      assertThat(found(index)).containsExactly(id("1"), id("3"));
      assertThat(index.size()).isEqualTo(3);
    }
  }

  /** A restored database may count the same revisions with other content. */
  @Test
  void anotherMarkBeginsANewReading() {
    try (AgentIndex index = AgentIndex.at(Optional.empty())) {
      follower(index, registry.changes()).follow();
      registry.run("delete from agent_capability where agent_id = '" + id("2") + "'");
      registry.run("delete from agent where agent_id = '" + id("2") + "'");
      follower(index, registry.changes()).follow();
      assertThat(index.size()).isEqualTo(2);
      follower(index, registry.changesAfterRestart()).follow();
      assertThat(index.size()).isEqualTo(1);
    }
  }

  @Test
  void aDamagedFileIsNoticedAtTheStart() throws IOException {
    try (AgentIndex index = AgentIndex.at(Optional.of(place))) {
      follower(index, registry.changes()).follow();
    }
    Path notOurs = Files.writeString(place.resolve("README"), "kept");
    for (Path file : files(place)) {
      String name = file.getFileName().toString();
      if (name.startsWith("_") && Files.size(file) > 100) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
    try (AgentIndex index = AgentIndex.at(Optional.of(place))) {
      assertThatThrownBy(index::view).isInstanceOf(ProblemException.class);
      follower(index, registry.changes()).follow();
      assertThat(found(index)).containsExactly(id("1"), id("2"));
    }
    assertThat(notOurs).exists();
  }

  /** Threat 70: after a full disk or a damaged file the index is filled again. */
  @Test
  void afterAFaultItIsFilledAgain() {
    try (AgentIndex index = AgentIndex.at(Optional.of(place))) {
      IndexFollower follower = follower(index, registry.changes());
      follower.follow();
      index.startAnew();
      assertThatThrownBy(index::view).isInstanceOf(ProblemException.class);
      follower.follow();
      assertThat(found(index)).containsExactly(id("1"), id("2"));
    }
  }

  /** Threat 70: searches are answered on a full disk, and all agents are not read again for it. */
  @Test
  void aFolderThatIsFullIsGivenUp() throws IOException {
    FullFolder full = new FullFolder(FSDirectory.open(place));
    AtomicInteger cleared = new AtomicInteger();
    try (AgentIndex index = new AgentIndex(() -> full, cleared::incrementAndGet)) {
      IndexFollower follower = follower(index, registry.changes());
      follower.follow();
      assertThatThrownBy(index::view).isInstanceOf(ProblemException.class);
      follower.follow();
      assertThat(found(index)).containsExactly(id("1"), id("2"));
      follower.follow();
      assertThat(cleared).hasValue(1);
    }
  }

  /** A folder that took the index before is tried once more, since it may have been damaged. */
  @Test
  void aFolderThatFillsUpIsTriedOnceMore() throws IOException {
    FullFolder folders = new FullFolder(FSDirectory.open(place));
    folders.full = false;
    AtomicInteger cleared = new AtomicInteger();
    Runnable clearing =
        () -> {
          cleared.incrementAndGet();
          IndexFolder.clear(Optional.of(place));
        };
    try (AgentIndex index = new AgentIndex(() -> folders, clearing)) {
      IndexFollower follower = follower(index, registry.changes());
      follower.follow();
      folders.full = true;
      index.startAnew();
      follower.follow();
      follower.follow();
      assertThat(found(index)).containsExactly(id("1"), id("2"));
      assertThat(cleared).hasValue(2);
    }
  }

  /** What a disk without free space does: no file is made or grows. */
  private static final class FullFolder extends FilterDirectory {
    private boolean full = true;

    FullFolder(Directory folder) {
      super(folder);
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      return super.createOutput(name, context);
    }

    @Override
    public void close() {
      // It is opened again.
    }
  }

  @Test
  void aMappedFileThatWasCutOffIsAFault() throws IOException {
    try (AgentIndex index = AgentIndex.at(Optional.of(place))) {
      IndexFollower follower = follower(index, registry.changes());
      follower.follow();
      for (Path file : files(place)) {
        if (!file.toString().endsWith(".lock")) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
          }
        }
      }
      assertThatThrownBy(() -> found(index)).isInstanceOf(ProblemException.class);
      follower.follow();
      assertThat(found(index)).containsExactly(id("1"), id("2"));
    }
  }

  @Test
  void whatIsNoIndexIsReplaced() throws IOException {
    Files.createDirectories(place);
    Files.writeString(place.resolve("segments_1"), "not an index");
    try (AgentIndex index = AgentIndex.at(Optional.of(place))) {
      follower(index, registry.changes()).follow();
      assertThat(found(index)).hasSize(2);
    }
  }

  /** Two nodes with one folder: the second has its index in memory, and harms nothing. */
  @Test
  void aFolderOfAnotherNodeIsLeftAlone() {
    try (AgentIndex first = AgentIndex.at(Optional.of(place));
        AgentIndex second = AgentIndex.at(Optional.of(place))) {
      follower(first, registry.changes()).follow();
      follower(second, registry.changes()).follow();
      assertThat(found(first)).isEqualTo(found(second)).hasSize(2);
    }
    try (AgentIndex again = AgentIndex.at(Optional.of(place))) {
      assertThat(found(again)).hasSize(2);
    }
  }

  @Test
  void aFolderThatCannotBeMadeMeansMemory() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    try (AgentIndex index = AgentIndex.at(Optional.of(file.resolve("below")))) {
      follower(index, registry.changes()).follow();
      assertThat(found(index)).hasSize(2);
    }
  }

  @Test
  void theFolderIsOpenToItsOwnerOnly() throws IOException {
    try (AgentIndex index = AgentIndex.at(Optional.of(place))) {
      follower(index, registry.changes()).follow();
      assertThat(Files.getPosixFilePermissions(place)).hasSize(3);
    }
  }

  private void spoil(String number) {
    AgentRecord record = registry.find(number).orElseThrow();
    registry.spoil(record);
    registry.run(
        "update agent set revision = 1 + (select revision from registry_revision)"
            + " where agent_id = '"
            + record.identifier()
            + "'");
    registry.run("update registry_revision set revision = revision + 1");
  }

  private IndexFollower follower(AgentIndex index, RegistryChanges changes) {
    return new IndexFollower(
        index,
        registry.records(),
        new ChangedAgents(registry.freshReader()),
        changes,
        signed -> Map.of(),
        new SteadyTime(registry.clock, () -> 0),
        () -> 0);
  }

  private List<String> found(AgentIndex index) {
    SearchRequest search = SearchRequest.parse("{\"any_of\":[{\"name\":\"invoice.parse\"}]}");
    Instant now = registry.clock.instant();
    try (IndexView view = index.view()) {
      return view
          .candidates(
              search,
              new RegistrySegments(Optional::empty),
              new IndexView.Part(Optional.empty(), now, now, 50))
          .stream()
          .map(SearchPosition::identifier)
          .toList();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String id(String number) {
    return TestRegistry.identifier(number);
  }
}
