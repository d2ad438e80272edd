package org.bailiwick.node.outbound.spool;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A long answer in a file. It may be read several times. One that nobody closes is given up when
 * nothing refers to it.
 */
public final class SpooledAnswer implements AnswerBody, AutoCloseable {

  private static final Cleaner CLEANER = Cleaner.create();

  /** The file and its room in the spool; it must not refer to the answer. */
  private static final class Room implements Runnable {
    private final Spool spool;
    private final FileChannel file;
    private long octets;

    Room(Spool spool) throws IOException {
      this.spool = spool;
      this.file = spool.file();
    }

    @Override
    public void run() {
      spool.giveBack(octets);
      try {
        file.close();
      } catch (IOException e) {
        // The file has no name, so nothing is left to do.
      }
    }
  }

  private final Room room;
  private final Cleaner.Cleanable cleanable;

  SpooledAnswer(Spool spool) throws IOException {
    this.room = new Room(spool);
    this.cleanable = CLEANER.register(this, room);
  }

  void write(byte[] octets) throws IOException {
    room.spool.take(octets.length);
    room.octets += octets.length;
    ByteBuffer rest = ByteBuffer.wrap(octets);
    while (rest.hasRemaining()) {
      room.file.write(rest);
    }
  }

  /** The length of the answer in octets. */
  public long length() {
    return room.octets;
  }

  /** The octets of the answer, from the first one. Only one thread reads it. */
  public InputStream open() {
    return new InputStream() {
      private long place;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] octets, int from, int count) throws IOException {
        int read = room.file.read(ByteBuffer.wrap(octets, from, count), place);
        place += Math.max(read, 0);
        return read;
      }
    };
  }

  /** Gives the file up. A second call does nothing. */
  @Override
  public void close() {
    cleanable.clean();
  }
}
