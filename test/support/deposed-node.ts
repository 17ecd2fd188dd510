import { Server, ServerCredentials, status, type ServerWritableStream } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { type ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { clusterInfo } from '../../apps/event-store/src/services/node-info';
import { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb';

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/**
 * The node of a cluster that leads it, then loses the others and lives on: subscriptions stay open, reads are answered
 * UNAVAILABLE, and by gossip nobody leads.
 */
export class DeposedNode {
  private isLeader = true;
  private readonly server = new Server();
  private port = 0;

  /** Resolves with a connection string that names a cluster. */
  async start(): Promise<string> {
    this.server.addService(StreamsService, { read: (call: ReadCall) => this.read(call) });
    this.server.addService(GossipService, {
      read: (_call: unknown, answer: (error: null, cluster: ClusterInfo) => void) =>
        answer(null, this.cluster()),
    });
    this.port = await new Promise<number>((resolve, reject) =>
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    return `esdb://127.0.0.1:${this.port},127.0.0.1:${this.port}?tls=false&nodePreference=leader`;
  }

  stop(): void {
    this.server.forceShutdown();
  }

  loseQuorum(): void {
    this.isLeader = false;
  }

  regainQuorum(): void {
    this.isLeader = true;
  }

  private cluster(): ClusterInfo {
    return this.isLeader ? clusterInfo('127.0.0.1', this.port, Date.now()) : new ClusterInfo();
  }

  private read(call: ReadCall): void {
    if (!this.isLeader) {
      call.emit('error', { code: status.UNAVAILABLE, details: 'Server Is Not Ready' });
      return;
    }
    const answer = new ReadResp();
    if (call.request.getOptions()!.hasSubscription()) {
      answer.setConfirmation(new ReadResp.SubscriptionConfirmation());
      call.write(answer);
      return;
    }
    answer.setStreamNotFound(new ReadResp.StreamNotFound());
    call.write(answer);
    call.end();
  }
}
