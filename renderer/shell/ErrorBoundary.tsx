import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { EmptyState } from '../components/EmptyState.tsx';

interface Props {
  children: ReactNode;
}

interface State {
  failure: string | undefined;
}

/** Keeps a fault of one screen from taking the window along. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failure: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.failure === undefined) return this.props.children;
    return (
      <EmptyState
        icon={IconAlertTriangle}
        title="This screen has failed"
        actions={
          <>
            <Button onClick={() => this.setState({ failure: undefined })}>Show it again</Button>
            <Button variant="default" onClick={() => window.location.reload()}>
              Reload the window
            </Button>
          </>
        }
      >
        Nothing is lost: the studio goes on working. ({this.state.failure})
      </EmptyState>
    );
  }
}
