package org.bailiwick.node.outbound.spool;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The place of long answers, which have a bounded length together. Files are readable by the user
 * of this process alone.
 */
public final class Spool {

  private static final int OK = 200;

  private final Path folder;
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param most greatest number of octets of all answers together
   */
  public Spool(Path folder, long most) {
    this.folder = folder;
    this.most = most;
  }

  /** A spool in the folder for temporary files. */
  public static Spool ofProcess(long most) {
    return new Spool(Path.of(System.getProperty("java.io.tmpdir")), most);
  }

  /**
   * The lengths of answers, in octets.
   *
   * @param inMemory longest body that is kept in memory
   * @param ofOther longest body of an answer with another status than 200; it is kept in memory
   * @param longest longest body
   */
  public record Lengths(int inMemory, int ofOther, int longest) {}

  /**
   * Takes bodies of these lengths. The exchange fails with {@link
   * org.bailiwick.node.outbound.AnswerTooLongException} for a longer one, and with {@link
   * SpoolFaultException} when there is no room for a long one.
   */
  public BodyHandler<AnswerBody> handler(Lengths lengths) {
    return head ->
        head.statusCode() == OK
            ? new SpoolingBody(this, lengths.inMemory(), lengths.longest())
            : new SpoolingBody(this, lengths.ofOther(), lengths.ofOther());
  }

  /** The octets of all answers that have not been closed. */
  public long taken() {
    return taken.get();
  }

  void take(int octets) throws SpoolFaultException {
    if (taken.addAndGet(octets) > most) {
      taken.addAndGet(-octets);
      throw new SpoolFaultException("the long answers of this process are too long together", null);
    }
  }

  void giveBack(long octets) {
    taken.addAndGet(-octets);
  }

  /** A file without a name; POSIX keeps it until it is closed. */
  FileChannel file() throws IOException {
    Path file = Files.createTempFile(folder, "answer", "");
    try {
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.delete(file);
    }
  }
}
