/**
 * One thread stores the changes of many callers. Door: {@link
 * org.bailiwick.node.writer.GroupWriter}; a module brings the transaction ({@link
 * org.bailiwick.node.writer.BatchSink}) and units ({@link org.bailiwick.node.writer.UnitOfWork}).
 *
 * <p>A module provides, with its own names:
 *
 * <pre>{@code
 * @Stateless @LocalBean                              // implementing an interface takes the no-interface view away
 * @TransactionAttribute(REQUIRES_NEW)                 // the transaction is the batch
 * public class LedgerSink implements BatchSink {
 *   @PersistenceContext(unitName = "aca") EntityManager em;
 *   public void write(Batch batch) { batch.applyTo(em); }
 * }
 *
 * @Singleton @Startup                                 // owns the thread
 * @TransactionAttribute(NOT_SUPPORTED)
 * @ConcurrencyManagement(BEAN)                        // many wait at once
 * public class LedgerWriter {
 *   @EJB LedgerSink sink;
 *   @Resource ManagedThreadFactory threads;
 *   @PostConstruct void start() { writer = new GroupWriter(sink::write, threads, WriterSettings.of("authority/aca", clock)); }
 *   @PreDestroy void stop() { writer.close(); }
 * }
 * }</pre>
 *
 * <p>Invariants: {@code commit} returns only after the database has the unit and its audit rows;
 * callers hold no connection while they wait; after an exception other than writer-outcome-unknown
 * nothing of the unit is stored.
 */
package org.bailiwick.node.writer;
