import { createRunDirectory } from '@runlight/run-dir';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { logs } from '@opentelemetry/api';
import { withRun, withStep, setRunStore } from '@runlight/sdk';
import { setTimeout as sleep } from 'node:timers/promises';
const dir=createRunDirectory({}); logs.setGlobalLoggerProvider(new LoggerProvider({processors:[dir.processor]})); setRunStore(dir.store);
const what = process.argv[2];
class PaymentError extends Error { override name='PaymentError'; }
if (what==='failed') await withRun({workflow:'invoice_extraction',version:'1.8.3',tenant:'acme',environment:'prod',businessEventId:'erp:invoice#98421',tags:['invoice','eu'],inputs:{file:'invoice_98421.pdf',pages:2}}, async(run)=>{
  await withStep({name:'read',type:'io'}, async(s)=>{await sleep(200); s.artifact('source','x'.repeat(5000),{name:'invoice.txt',important:true});});
  await withStep({name:'extract_fields',type:'model'}, async(step)=>{ await withStep('call_model',async()=>{await sleep(900)}); await withStep('parse_answer',async()=>{await sleep(100)}); step.usage({tokens:3124})});
  run.route({target:'approve_total',decision:'needs_human',reason:'total over 10 000'});
  const ok=await run.gate('approve_total',{kind:'human',reason:'total 12 400 EUR is over 10 000',timeoutMs:Number(process.argv[3]??3000),...(process.argv[3]?{}:{rule:async()=>{await sleep(2500);return {outcome:'approved',actor:'rule:demo'}}})} as never);
  run.route({target:'charge_card',decision:'success'});
  for (let i=0;;i++) { try { await withStep('charge_card',async()=>{await sleep(300); throw new PaymentError('402 card_declined')}); break; } catch(e){ if(i===2) throw e; await sleep(400*(i+1)); } }
}).catch(()=>{});
if (what==='batch') await withRun({workflow:'nightly_batch',version:'2'}, async(run)=>{
  await withStep('list_files',()=>sleep(100));
  await Promise.all(Array.from({length:40},(_,i)=>(async()=>{ await sleep(i*60); await withStep({name:'extract',key:`invoice-${i}`},async()=>{ await withStep('parse',()=>sleep(50)); await sleep(200+i*5); if(i%13===5) throw new Error('no total found');}).catch(()=>{})})()));
  await withStep('report',()=>sleep(300));
});
if (what==='block') await withRun({workflow:'refund'}, async(run)=>{ await withStep('check',()=>sleep(100)); await run.block({reason:'ledger is locked',needs:'the month to be opened'},()=>sleep(60000)); });
if (what==='wait') await withRun({workflow:'payout',version:'3'}, async(run)=>{ await withStep('check',()=>sleep(300)); await run.gate('release_funds',{kind:'human',reason:'payout of 12 400 EUR'}); await withStep('pay',()=>sleep(300)); });
if (what==='long') await withRun({workflow:'crawler'}, async(run)=>{ for(let i=0;i<200;i++) await withStep({name:'fetch',key:`page-${i}`},()=>sleep(800)); });
