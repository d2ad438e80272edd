package org.bailiwick.ars.search.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.bailiwick.node.log.StructuredLog;

/**
 * The index, in a folder or in memory. One thread writes it, and any number read it. A fault of the
 * folder makes it empty, and {@link #view} refuses until it has been filled again. A folder that
 * cannot store it even then, as on a full disk, is not used again before the next start.
 */
public final class AgentIndex implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(AgentIndex.class);
  private static final double MEMORY_IN_MIB = 32;

  /** It warns that vectors are slow without a module of the JDK; this index has none. */
  private static final Logger OF_VECTORS =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  static {
    OF_VECTORS.setLevel(Level.SEVERE);
  }

  private final Supplier<Directory> folder;
  private final Runnable clearing;
  private volatile Open open;
  private volatile IndexState state;
  private volatile boolean damaged;

  /** Whether the folder has taken anything since the index was opened. */
  private boolean isStored;

  private record Open(Directory directory, IndexWriter writer, SearcherManager manager) {}

  /** {@code clearing} deletes the index of the folder. */
  AgentIndex(Supplier<Directory> folder, Runnable clearing) {
    this.folder = folder;
    this.clearing = clearing;
    begin();
  }

  private void begin() {
    try {
      begin(folder.get());
    } catch (IOException | RuntimeException e) {
      LOG.warn("search-index.in-memory", Map.of("reason", String.valueOf(e.getMessage())));
      beginInMemory();
    }
  }

  private void beginInMemory() {
    try {
      begin(new ByteBuffersDirectory());
    } catch (IOException e) {
      throw IndexView.unreadable(e);
    }
  }

  /** The index of this folder, or in memory without one. */
  public static AgentIndex at(Optional<Path> folder) {
    return new AgentIndex(() -> IndexFolder.open(folder), () -> IndexFolder.clear(folder));
  }

  private void begin(Directory directory) throws IOException {
    IndexWriter writer = new IndexWriter(directory, configuration());
    Map<String, String> stored = new HashMap<>();
    Optional.ofNullable(writer.getLiveCommitData())
        .ifPresent(data -> data.forEach(each -> stored.put(each.getKey(), each.getValue())));
    state = IndexState.isReadable(stored) ? IndexState.read(stored) : IndexState.EMPTY;
    open = new Open(directory, writer, new SearcherManager(writer, null));
    damaged = false;
    isStored = false;
  }

  private static IndexWriterConfig configuration() {
    // One merge at a time, in a thread of its own that ends with it.
    ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    merges.setMaxMergesAndThreads(2, 1);
    return new IndexWriterConfig(SearchWords.ANALYZER)
        .setSimilarity(new TermShare())
        .setRAMBufferSizeMB(MEMORY_IN_MIB)
        .setMergeScheduler(merges);
  }

  /**
   * The index at this moment.
   *
   * @throws org.bailiwick.contract.problem.ProblemException dependency-unavailable until it has all
   *     agents for the first time
   */
  public IndexView view() {
    if (!state.complete()) {
      throw IndexView.notReady().get();
    }
    try {
      return new IndexView(open.manager(), () -> damaged = true);
    } catch (IOException | RuntimeException e) {
      throw IndexView.unreadable(e);
    }
  }

  /** Whether a reader came upon a fault, so that it has to be made anew. */
  boolean isDamaged() {
    return damaged;
  }

  /** The number of agents that it has. */
  public int size() {
    try {
      return open.writer().getDocStats().numDocs;
    } catch (RuntimeException e) {
      return 0; // it is being made anew
    }
  }

  IndexState state() {
    return state;
  }

  void become(IndexState next) {
    state = next;
  }

  void put(IndexEntry entry) throws IOException {
    onFolder(
        writer ->
            writer.updateDocument(new Term(IndexEntry.ID, entry.identifier()), entry.document()));
  }

  void remove(String identifier) throws IOException {
    onFolder(writer -> writer.deleteDocuments(new Term(IndexEntry.ID, identifier)));
  }

  /** Removes the entries that are not of this reading. */
  void keepOnly(String reading) throws IOException {
    Query others =
        new BooleanQuery.Builder()
            .add(MatchAllDocsQuery.INSTANCE, Occur.MUST)
            .add(new TermQuery(new Term(IndexEntry.READING, reading)), Occur.MUST_NOT)
            .build();
    onFolder(writer -> writer.deleteDocuments(others));
  }

  /** Shows what was written to views that are opened from now on. */
  void refresh() throws IOException {
    onFolder(writer -> open.manager().maybeRefreshBlocking());
  }

  /** Stores what was written, with the state, in the folder. */
  void commit() throws IOException {
    onFolder(
        writer -> {
          writer.setLiveCommitData(state.stored().entrySet());
          writer.commit();
        });
    isStored = true;
  }

  private interface FolderWork {
    void on(IndexWriter writer) throws IOException;
  }

  /** A file that was cut off while it is mapped is an error of the JVM and not of the file. */
  private void onFolder(FolderWork work) throws IOException {
    try {
      work.on(open.writer());
    } catch (InternalError e) {
      throw new IOException(e);
    }
  }

  /** Makes the index empty, after a fault. */
  void startAnew() {
    state = IndexState.EMPTY;
    boolean isInFolder = !(open.directory() instanceof ByteBuffersDirectory);
    boolean isUsable = isStored;
    closeQuietly();
    if (isInFolder) { // otherwise the folder may be another node's
      clearing.run();
    }
    if (isInFolder && !isUsable) {
      // Else each second all agents would be read again for a folder that cannot store them.
      LOG.warn("search-index.in-memory", Map.of("reason", "the folder could not store the index"));
      beginInMemory();
    } else {
      begin();
    }
  }

  private void closeQuietly() {
    try {
      open.manager().close();
      open.writer().rollback();
      open.directory().close();
    } catch (IOException | RuntimeException | InternalError e) {
      LOG.fault("search-index.not-closed", Map.of(), e);
    }
  }

  @Override
  public void close() {
    try {
      if (open.writer().isOpen()) {
        commit();
      }
    } catch (IOException | RuntimeException e) {
      LOG.fault("search-index.not-stored", Map.of(), e);
    }
    closeQuietly();
  }
}
